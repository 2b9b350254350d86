-- Which channel a thread belongs to, for threads that were begun in the open month only: the id of one that was begun from
-- a message is that message's. There is no foreign key, for the reason that stands with "member" in 0001: at the end of a
-- month all rows go by clearing whole pages.
create table thread (
  guild      integer not null,
  id         text not null,
  channel_id text not null,
  primary key (guild, id)
) strict, without rowid;

alter table channel drop column parent_id;
