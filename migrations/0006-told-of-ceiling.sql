-- Whether the report channel was told that more members were active than the ceiling, since they last were clearly fewer.
alter table guild add column told_of_ceiling integer not null default 0 check (told_of_ceiling in (0, 1));
