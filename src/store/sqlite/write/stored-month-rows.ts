import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Month } from '../../../core/time.ts';
import type { MonthWithoutRows } from '../../month-store.ts';
import { prepared } from '../access/prepared.ts';
import { monthIsOfLane } from '../lane-row.ts';
import { dayIdOfPart, dayIds, type GuildMonthKey, partIdsFrom } from '../month-places.ts';

/** See `StoreReader.monthRows`. */
export function monthRowsOf(snapshot: Connection, guildId: Snowflake, month: Month): Uint8Array | null {
  const rows = prepared<Uint8Array>(
    snapshot,
    `select rows
       from month_rows
      where guild_month =
            (select id
               from guild_month
              where guild = (select key from guild where id = :guildId) and month = :month)`,
  ).pluck();
  return rows.get({ guildId, month }) ?? null;
}

/** See `MonthStore.monthsWithoutRows`. */
export function monthsWithoutRows(snapshot: Connection, lane: number): readonly MonthWithoutRows[] {
  return prepared<MonthWithoutRows>(
    snapshot,
    `select guild.id as guildId, month
       from guild_month join guild on guild.key = guild_month.guild
      where ${monthIsOfLane}
        and ${areAllDaysClosed}
        and not exists (select * from month_rows where guild_month = guild_month.id)
      order by month, guild.key`,
  ).all({ lane });
}

/** See `MonthStore.putMonthRows`. Must run inside the caller's transaction. */
export function putMonthRows(connection: Connection, guildId: Snowflake, month: Month, rows: Uint8Array): boolean {
  const put = prepared(
    connection,
    `insert or replace into month_rows (guild_month, rows)
     select guild_month.id, :rows
       from guild_month join guild on guild.key = guild_month.guild
      where guild.id = :guildId and month = :month and ${areAllDaysClosed}`,
  );
  if (put.run({ guildId, month, rows }).changes === 0) return false;
  forgetRollUps(connection, guildId);
  return true;
}

/** The roll-ups of older months are hardly read any more, and take a fifth of the space of their counters. */
function forgetRollUps(connection: Connection, guildId: Snowflake): void {
  const older = prepared<GuildMonthKey>(
    connection,
    `select guild_month.id, month
       from guild_month
       join guild on guild.key = guild_month.guild
       join month_rows on guild_month = guild_month.id
      where guild.id = :guildId
        and month < (select max(month) from guild_month as other where other.guild = guild.key and is_sealed = 1)`,
  ).all({ guildId });
  const forget = prepared(connection, 'delete from day_rollup where id between :first and :last');
  for (const month of older) forget.run(dayIds(month));
}

/** An SQL condition: a row of `guild_month` is sealed and has counters, all of them in closed days. */
const areAllDaysClosed = `
  is_sealed = 1
  and closed_until is null
  and exists (select * from part where part.id ${partIdsFrom('0')})
  and not exists (select * from delta where delta.guild_month = guild_month.id)
  and not exists (select *
                    from part
                   where part.id ${partIdsFrom('0')}
                     and not exists (select * from day_summary where day_summary.id = ${dayIdOfPart}))`;
