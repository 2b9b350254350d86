-- How many members were active on a day, a number of days since the Unix epoch, by how long they had been members then:
-- "tenure" is the fewest days of the class (see src/core/tenure.ts). It says nothing of anybody, and no number leads here.
create table tenure_day (
  guild   integer not null references guild (key),
  day     integer not null,
  tenure  integer not null check (tenure in (0, 1, 2, 7, 8, 30, 31)),
  members integer not null check (members > 0),
  primary key (guild, day, tenure)
) strict, without rowid;
