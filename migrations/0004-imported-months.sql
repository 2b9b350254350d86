-- Whether a month was counted by another program and brought in from its files, so that Census never observed it.
alter table guild_month add column is_imported integer not null default 0 check (is_imported in (0, 1));
