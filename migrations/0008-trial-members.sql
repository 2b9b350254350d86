-- Who does not count as active yet, by the hours of their first activity in trial and of the first one after it. Who is in
-- trial joined lately, and the hour of a join is public: soon after a month is sealed its rows are summed up and deleted.
-- There is no foreign key, for the reason that stands with "member" in 0001.
create table trial_member (
  guild_month integer not null,
  number      integer not null check (number between 0 and 16777215),
  from_hour   integer not null,
  to_hour     integer,
  primary key (guild_month, number),
  check (to_hour >= from_hour)
) strict, without rowid;

-- What is left of that for good: how many members were active in which part of the month, and nobody in particular.
create table month_activity (
  guild_month integer primary key references guild_month (id),
  summary     blob not null
) strict;

-- Whether a month has, or had, any row in these two, so that the other months cost no look.
alter table guild_month add column has_trial integer not null default 0 check (has_trial in (0, 1));
