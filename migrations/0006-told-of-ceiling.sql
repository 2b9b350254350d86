-- Whether the report channel was told that more members were active than the ceiling, since they last were clearly fewer.
alter table guild add column was_alerted_of_mau_limit integer not null default 0 check (was_alerted_of_mau_limit in (0, 1));
