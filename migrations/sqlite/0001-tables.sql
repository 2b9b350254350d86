-- Hours, days and months are whole numbers in UTC: hours and days since the Unix epoch, months since January of the
-- year 0. See src/core/time.ts. No table holds a user id, a hash or a salt.

-- A lane is the guilds of one gateway shard, with its own months, batches and gateway session: see src/store/lanes.ts.
-- Lanes are numbered from 0 without gaps.
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

insert into lane (lane, batch) values (0, 0);

-- The gateway session of a lane that can be resumed. It keeps the intents with which it was started.
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

-- The state of the vault's lists of ignored and opted-out members, so that an older or foreign list is detected: the
-- number of changes, the number of entries, a check of the key, and a keyed hash of the content. Null before the first
-- entry. It identifies no member.
create table member_lists (
  id          integer primary key check (id = 1),
  generation  integer,
  entries     integer,
  key_check   blob,
  lists_check blob
) strict;

insert into member_lists (id) values (1);

create table guild (
  key                integer primary key,
  id                 text not null unique,
  lane               integer not null,
  name               text not null,
  settings           text not null check (json_valid(settings)),
  afk_channel_id     text,
  headcount          integer not null,
  first_connected_ms integer not null,
  left_ms            integer,
  catch_up_from_ms   integer not null,
  was_greeted        integer not null check (was_greeted in (0, 1))
) strict;

create index guild_by_lane on guild (lane);

-- What Census posts by itself. The periods that ended at the hour "until" or earlier are posted or skipped; 0 for none.
-- "is_certain" is 0 from the first attempt to post about the last of them, at "tried_at_ms", until the outcome is known.
-- "missed" lists the last periods without a post, and why. See src/store/post-store.ts.
create table post (
  guild       integer not null references guild (key),
  kind        text not null
              check (kind in ('month', 'digest', 'notice', 'hour_notice', 'silence', 'milestone', 'mau_limit')),
  until       integer not null check (until >= 0),
  is_certain  integer not null check (is_certain in (0, 1)),
  tried_at_ms integer not null,
  missed      text not null check (json_valid(missed)),
  primary key (guild, kind)
) strict, without rowid;

-- Spans of time with a name: noted by moderators, or scheduled in Discord ("discord_id"). A name may name people. See
-- src/core/events/event.ts.
create table event (
  guild        integer not null references guild (key),
  number       integer not null check (number > 0),
  name         text not null check (length(name) between 1 and 100),
  from_hour    integer not null check (from_hour >= 0),
  to_hour      integer not null,
  channel_id   text,
  discord_id   text,
  is_recurring integer not null check (is_recurring in (0, 1)),
  primary key (guild, number),
  check (to_hour > from_hour)
) strict, without rowid;

create table channel (
  guild      integer not null references guild (key),
  id         text not null,
  kind       text not null check (kind in ('text', 'voice', 'category')),
  name       text not null,
  number     integer not null check (number >= 0),
  is_deleted integer not null check (is_deleted in (0, 1)),
  -- When a month is sealed, these decide whether a deleted channel keeps its name in it: whether everyone could view it
  -- when it was last seen, its category, and when Census saw it deleted (null if it exists, or if unknown). From the
  -- month "hidden_from" on, its counters belong to "deleted channels" of its category. Earlier months still need its
  -- name.
  is_private  integer not null default 0 check (is_private in (0, 1)),
  category_id text,
  deleted_ms  integer,
  hidden_from integer,
  primary key (guild, id)
) strict, without rowid;

create index channel_deleted on channel (deleted_ms) where deleted_ms is not null;
create index channel_hidden on channel (hidden_from) where hidden_from is not null;

-- The spans in which a guild was not observed. An open gap has no end.
create table gap (
  guild            integer not null references guild (key),
  from_second      integer not null,
  to_second        integer,
  headcount_change integer,
  primary key (guild, from_second),
  check (to_second is null or to_second >= from_second)
) strict, without rowid;

create index gap_open on gap (guild) where to_second is null;

-- A guild's month. While it is open its members are rows of "member"; the rotation replaces them with the blob
-- "tokens". "closed_until" is an hour: all days before it are closed, if they can be; null if no day is left.
-- "reopened" rises whenever it is set back, because counters before it changed. It begins at random, so that a month that
-- is deleted and comes again is not taken for the same. "is_split":
-- one person may have two tokens in the month. "has_trial": the month has or had rows in "trial_member" or
-- "month_activity". "salt_destroyed_at_ms" is null if unknown. The "imported_…" columns are null unless another program
-- counted the month: the counter metrics that it had, as a sum of 1 << the id in src/core/metric.ts, and the part of the
-- month that its files cover.
-- "deletion_announced_at_ms" is when the deletion of the counters was announced, at least a day before it is done.
create table guild_month (
  id                       integer primary key,
  guild                    integer not null references guild (key),
  month                    integer not null,
  is_sealed                integer not null default 0 check (is_sealed in (0, 1)),
  is_split                 integer not null default 0 check (is_split in (0, 1)),
  has_trial                integer not null default 0 check (has_trial in (0, 1)),
  member_count             integer,
  closed_until             integer,
  reopened                 integer not null default (abs(random() % 1000000000000)),
  salt_destroyed_at_ms     integer,
  deletion_announced_at_ms integer,
  imported_metrics         integer,
  imported_from_ms         integer,
  imported_to_ms           integer,
  -- Behind the others, because it may have megabytes, which SQLite would pass over to read them.
  tokens                   blob,
  unique (guild, month),
  check ((imported_metrics is null) = (imported_from_ms is null)),
  check ((imported_metrics is null) = (imported_to_ms is null)),
  check (imported_to_ms >= imported_from_ms),
  check ((member_count is null) = (tokens is null)),
  check (is_sealed = 0 or tokens is not null)
) strict;

create index guild_month_by_month on guild_month (month);
create index guild_month_by_closed_until on guild_month (closed_until);
create index guild_month_by_announced_deletion on guild_month (month) where deletion_announced_at_ms is not null;

-- Finds the few open and closing months.
create index guild_month_unsealed on guild_month (month) where is_sealed = 0;

-- The counters of each flush, in order. The format of "columns" is in src/columns/blob/column-layout.ts.
create table delta (
  id          integer primary key,
  guild_month integer not null references guild_month (id),
  hour        integer not null,
  columns     blob not null
) strict;

create index delta_by_hour on delta (guild_month, hour);

-- The counters of closed hours. The id is (guild_month * 1024 + the first hour) * 256 + the number of the part. Hours are
-- counted from the start of the month, which has at most 744. So the parts of a guild's month are adjacent and ascend by
-- time, and a report is one scan of the primary key, without a lookup for each hour. The parts of a day that is closed have
-- the same hours, and share all channels among them without holes, from "first_channel" to "end_channel", excluded: a
-- report on a channel reads one part a day. Other parts have all channels and never overlap in time. The blob is last, so
-- that SQLite passes over it.
create table part (
  id            integer primary key,
  hours         integer not null check (hours > 0),
  first_channel integer not null check (first_channel >= 0),
  end_channel   integer not null check (end_channel > first_channel),
  columns       blob not null
) strict;

-- What is derived from the counters of a closed day, under guild_month * 32 + the day of the month, from 0. A row that is
-- missing is read from the counters, so rows may be deleted at any time. A day has a summary from when it is closed until
-- any of its counters changes. It has a roll-up only if that is faster to read than its counters.
-- See src/columns/day/close-day.ts.
create table day_rollup (
  id      integer primary key,
  columns blob not null
) strict;

create table day_summary (
  id      integer primary key,
  summary blob not null
) strict;

-- The rows of all reports of a whole sealed month, derived from its counters. See src/columns/day/month-rows.ts.
create table month_rows (
  guild_month integer primary key references guild_month (id),
  rows        blob not null
) strict;

-- The numbers without a member. "metric" is an id of src/core/metric.ts; "start" is an hour, a day or a month;
-- "channel" is a channel's number or 0; "key" is what the metric is broken down by, or ''.
create table total (
  guild   integer not null references guild (key),
  metric  integer not null check (metric >= 16),
  grain   text not null check (grain in ('hour', 'day', 'month')),
  start   integer not null check (start >= 0),
  channel integer not null check (channel >= 0),
  key     text not null check (length(key) <= 64),
  amount  integer not null check (amount between 0 and 9007199254740991),
  primary key (guild, metric, grain, start, channel, key)
) strict, without rowid;

-- The full report of a month whose counters and tokens were deleted, and its days, hours and channels without numbers of
-- few people: see src/columns/day/final-summaries.ts.
create table pruned_month (
  guild           integer not null references guild (key),
  month           integer not null,
  report_row      text not null check (json_valid(report_row)),
  final_summaries blob not null,
  primary key (guild, month)
) strict, without rowid;

-- The activity summary of a sealed month with members in trial. It identifies no member.
create table month_activity (
  guild_month integer primary key references guild_month (id),
  summary     blob not null
) strict;

-- Tables from which rows of a lane were deleted while rows of other lanes stayed. They must be rewritten before all
-- traces of the deleted rows are gone: see src/store/sqlite/forget/owed-rewrites.ts.
create table owed_rewrite (
  name text primary key
) strict, without rowid;

-- The following tables are for the open month only. At its end all rows of a table are deleted at once. They have no
-- foreign keys, so that SQLite clears whole pages, which leaves no copy of a row in the unused part of a page.

-- The members of an open month. The vault draws distinct tokens for a guild's month. A unique index would take longer
-- to clear at the end of a month than the rest of the rotation.
create table member (
  guild_month integer not null,
  number      integer not null check (number between 0 and 16777215),
  token       integer not null check (token between 2684354560 and 4294967295),
  primary key (guild_month, number)
) strict, without rowid;

-- The members who do not count as active yet, with the hour of their first activity in trial and of the first one after
-- it. Members in trial joined recently, and the hour of a join is public, so soon after a month is sealed its rows are
-- summed up and deleted.
create table trial_member (
  guild_month integer not null,
  number      integer not null check (number between 0 and 16777215),
  from_hour   integer not null,
  to_hour     integer,
  primary key (guild_month, number),
  check (to_hour >= from_hour)
) strict, without rowid;

create table voice_session (
  guild            integer not null,
  member           integer not null,
  channel_id       text not null,
  counted_until_ms integer not null,
  primary key (guild, member)
) strict, without rowid;

-- How far the messages of a channel are counted.
create table message_position (
  guild         integer not null,
  channel_id    text not null,
  last_id       text,
  read_up_to_id text,
  gaps          text not null check (json_valid(gaps)),
  primary key (guild, channel_id)
) strict, without rowid;

-- The parent channels of threads created in the open month. A thread started from a message has that message's id.
create table thread (
  guild      integer not null,
  id         text not null,
  channel_id text not null,
  primary key (guild, id)
) strict, without rowid;
