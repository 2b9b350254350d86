-- How many members of a guild were first seen on a device, or with a language, in a month, and how many apps of a kind wrote.
-- Who they were stands nowhere.
create table visitor_total (
  guild     integer not null references guild (key),
  month     integer not null,
  dimension text not null check (dimension in ('device', 'language', 'service')),
  value     text not null check (length(value) between 2 and 8),
  members   integer not null check (members > 0),
  primary key (guild, month, dimension, value)
) strict, without rowid;

-- With which intents a session was begun: it goes on with them when it is resumed. 0 where that is not known.
alter table gateway_position add column intents integer not null default 0;
