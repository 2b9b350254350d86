-- Up to where the messages of a channel are counted, for the open month only. There is no foreign key, for the reason that
-- stands with "member" in 0001: at the end of a month all rows go by clearing whole pages.
create table message_position (
  guild         integer not null,
  channel_id    text not null,
  last_id       text,
  read_up_to_id text,
  gaps          text not null check (json_valid(gaps)),
  primary key (guild, channel_id)
) strict, without rowid;

alter table guild add column catch_up_from_ms integer not null default 0;

update guild set catch_up_from_ms = first_connected_ms;

alter table gap add column headcount_change integer;
