-- A lane is the guilds of one gateway shard, with months, batches and a gateway session of its own: see src/store/lanes.ts. How
-- many lanes there are is how many rows this table has, numbered from 0.
create table lane (
  lane              integer primary key check (lane >= 0),
  batch             integer not null check (batch >= 0),
  open_month        integer,
  rotation_month    integer,
  rotation_next     integer,
  observed_until_ms integer,
  check ((rotation_month is null) = (rotation_next is null)),
  check (rotation_month is null or (rotation_month = open_month and rotation_next > rotation_month))
) strict;

insert into lane (lane, batch, open_month, rotation_month, rotation_next, observed_until_ms)
select 0, batch, open_month, rotation_month, rotation_next, observed_until_ms from state;

-- How the vault's lists of ignored and opted-out members are, as 0010 says. They are those of all lanes.
create table member_lists (
  id           integer primary key check (id = 1),
  generation   integer,
  entries      integer,
  key_check    blob,
  lists_check  blob
) strict;

insert into member_lists (id, generation, entries, key_check, lists_check)
select 1, lists_generation, lists_entries, lists_key_check, lists_check from state;

drop table state;

-- A lane has one session. Of several that were stored, none can be told to be this lane's: they are void.
alter table gateway_position rename to earlier_position;

create table gateway_position (
  lane          integer primary key,
  shard_id      integer not null check (shard_id >= 0),
  shard_count   integer not null check (shard_count > 0),
  session_id    text not null,
  resume_url    text not null,
  intents       integer not null,
  sequence      integer not null,
  counted_above text not null check (json_valid(counted_above))
) strict;

insert into gateway_position (lane, shard_id, shard_count, session_id, resume_url, intents, sequence, counted_above)
select 0, shard_id, shard_count, session_id, resume_url, intents, sequence, counted_above
  from earlier_position
 where (select count(*) from earlier_position) = 1;

drop table earlier_position;

alter table guild add column lane integer not null default 0;

create index guild_by_lane on guild (lane);

-- The few months that are open, or closed without its being noted that their salt is destroyed.
create index guild_month_unsealed on guild_month (month) where is_sealed = 0;

-- Tables of which some rows were deleted while rows of other lanes stayed. They are written once more, as
-- src/store/owed-rewrites.ts says, before it is promised that nothing of those rows is left.
create table owed_rewrite (
  name text primary key
) strict, without rowid;
