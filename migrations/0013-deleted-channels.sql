-- What decides, when a month is sealed, whether a deleted channel keeps its name there: whether everyone could view it when it
-- was last seen, in which category it was, and when Census learnt that it was gone (null while it is there, and where that is
-- not known). From the month "hidden_from" on its counters are those of the channel "deleted channels"; earlier months that are
-- kept still need its name.
alter table channel add column is_private integer not null default 0 check (is_private in (0, 1));
alter table channel add column category_id text;
alter table channel add column deleted_ms integer;
alter table channel add column hidden_from integer;

create index channel_deleted on channel (deleted_ms) where deleted_ms is not null;
create index channel_hidden on channel (hidden_from) where hidden_from is not null;
