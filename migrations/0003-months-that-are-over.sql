-- When the salt of a sealed month was gone; null where that is not known.
alter table guild_month add column salt_destroyed_at_ms integer;

-- The last month whose end was told in the report channel. What was sealed before anything was told is not told afterwards.
alter table guild add column announced_month integer;

alter table guild add column is_announcement_certain integer not null default 1
                             check (is_announcement_certain in (0, 1));

update guild
   set announced_month = (select max(month) from guild_month where guild = guild.key and is_sealed = 1);

-- What is kept of a month whose counters and tokens were deleted: its full report.
create table month_total (
  guild      integer not null references guild (key),
  month      integer not null,
  report_row text not null check (json_valid(report_row)),
  primary key (guild, month)
) strict, without rowid;
