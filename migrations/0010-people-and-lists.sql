-- How the vault's lists of ignored and opted-out members are, so that older or other ones are noticed: the number of their
-- last change, how many entries they have, which key they belong to, and a check of all that under this key. Null before
-- the first entry. Nobody can be found by it.
alter table state drop column has_member_lists;
alter table state add column lists_generation integer;
alter table state add column lists_entries    integer;
alter table state add column lists_key_check  blob;
alter table state add column lists_check      blob;

-- How many people joined a guild on a day, a number of days since the Unix epoch, who had not joined it before in the same
-- month. Who leaves and comes back is among the joins again, but not here.
create table joiner_day (
  guild   integer not null references guild (key),
  day     integer not null,
  members integer not null check (members > 0),
  primary key (guild, day)
) strict, without rowid;
