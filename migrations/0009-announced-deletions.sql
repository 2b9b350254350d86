-- When it was announced that the counters of a month will be deleted, which is done a day later at the earliest; null while
-- they are kept.
alter table guild_month add column deletion_announced_at_ms integer;

create index guild_month_by_announced_deletion on guild_month (month) where deletion_announced_at_ms is not null;
