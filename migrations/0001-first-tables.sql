-- Where the counters stand: one row.
create table state (
  id                integer primary key check (id = 1),
  batch             integer not null check (batch >= 0),
  open_month        integer,
  rotation_month    integer,
  rotation_next     integer,
  observed_until_ms integer,
  has_member_lists  integer not null check (has_member_lists in (0, 1)),
  check ((rotation_month is null) = (rotation_next is null)),
  check (rotation_month is null or (rotation_month = open_month and rotation_next > rotation_month))
) strict;

insert into state (id, batch, has_member_lists) values (1, 0, 0);

create table gateway_position (
  shard_id      integer primary key check (shard_id >= 0),
  shard_count   integer not null check (shard_count > 0),
  session_id    text not null,
  resume_url    text not null,
  sequence      integer not null,
  counted_above text not null check (json_valid(counted_above))
) strict;

create table guild (
  key                integer primary key,
  id                 text not null unique,
  name               text not null,
  settings           text not null check (json_valid(settings)),
  afk_channel_id     text,
  headcount          integer not null,
  first_connected_ms integer not null,
  left_ms            integer,
  was_greeted        integer not null check (was_greeted in (0, 1))
) strict;

create table channel (
  guild      integer not null references guild (key),
  id         text not null,
  kind       text not null check (kind in ('text', 'voice', 'category', 'thread')),
  name       text not null,
  number     integer not null check (number >= 0),
  parent_id  text,
  is_deleted integer not null check (is_deleted in (0, 1)),
  primary key (guild, id)
) strict, without rowid;

-- A month of a guild. While it is open its members are rows of "member"; the rotation replaces them by "tokens".
-- Closed days up to "merged_until", an hour since the Unix epoch, have been merged into day segments where that pays;
-- null when no day of the month is left to be looked at.
create table guild_month (
  id           integer primary key,
  guild        integer not null references guild (key),
  month        integer not null,
  is_sealed    integer not null default 0 check (is_sealed in (0, 1)),
  is_split     integer not null default 0 check (is_split in (0, 1)),
  member_count integer,
  tokens       blob,
  merged_until integer,
  unique (guild, month),
  check ((member_count is null) = (tokens is null)),
  check (is_sealed = 0 or tokens is not null)
) strict;

create index guild_month_by_month on guild_month (month);
create index guild_month_by_merged_until on guild_month (merged_until);

-- The tokens of a guild's month differ: the vault, which draws them, sees to it. An index that made sure of it would take
-- longer to clear, at the end of a month, than all the rest of the rotation.
-- There is no foreign key, so that SQLite deletes all rows by clearing whole pages, which leaves no copy of a row in the
-- unused part of one; the same holds for voice sessions.
create table member (
  guild_month integer not null,
  number      integer not null check (number between 0 and 16777215),
  token       integer not null check (token between 2684354560 and 4294967295),
  primary key (guild_month, number)
) strict, without rowid;

-- What the flushes brought, in the order in which they came.
create table delta (
  id          integer primary key,
  guild_month integer not null references guild_month (id),
  hour        integer not null,
  columns     blob not null
) strict;

create index delta_by_hour on delta (guild_month, hour);

-- The counters of closed hours. The id is guild_month * 1024 + the first of its hours, counted from the start of the
-- month (which has at most 744), so that the segments of a guild's month lie side by side and in order of time: a
-- report is one scan along the primary key, without a look-up for each hour. Two segments never overlap.
create table segment (
  id      integer primary key,
  hours   integer not null check (hours > 0),
  columns blob not null
) strict;

create table voice_session (
  guild            integer not null,
  member           integer not null,
  channel_id       text not null,
  counted_until_ms integer not null,
  primary key (guild, member)
) strict, without rowid;

create table gap (
  guild       integer not null references guild (key),
  from_second integer not null,
  to_second   integer,
  primary key (guild, from_second),
  check (to_second is null or to_second >= from_second)
) strict, without rowid;

create index gap_open on gap (guild) where to_second is null;
