import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Month } from '../../../core/time.ts';
import type { KeptTotals, MonthTotals } from '../../kept-totals.ts';
import { prepared } from '../access/prepared.ts';
import { deleteMonth } from '../forget/month-removal.ts';
import { readReportRow } from './stored-json.ts';

/** See `MonthStore.pruneMonth`. Within a transaction of the caller's. */
export async function pruneMonth(
  connection: Connection,
  guildId: Snowflake,
  { month, row }: MonthTotals,
): Promise<void> {
  const guild = connection
    .prepare<object, number>('select key from guild where id = :guildId')
    .pluck()
    .get({ guildId });
  if (guild === undefined || hasTotals(connection, guild, month)) return;
  const sealed = connection
    .prepare<object, number>('select id from guild_month where guild = :guild and month = :month and is_sealed = 1')
    .pluck()
    .get({ guild, month });
  if (sealed === undefined) throw new Error('a month to be forgotten is not sealed');

  connection
    .prepare('insert into month_total (guild, month, report_row) values (:guild, :month, :reportRow)')
    .run({ guild, month, reportRow: JSON.stringify(row) });
  await deleteMonth(connection, { id: sealed, month });
}

/** See `StoreReader.totals`. */
export function totalsOf(snapshot: Connection, guildId: Snowflake): readonly KeptTotals[] {
  return prepared<{ readonly month: Month; readonly report_row: string }>(
    snapshot,
    `select month, report_row
         from month_total join guild on guild.key = month_total.guild
        where guild.id = :guildId
        order by month`,
  )
    .all({ guildId })
    .map(({ month, report_row }) => ({ month, row: readReportRow(report_row) }));
}

function hasTotals(connection: Connection, guild: number, month: Month): boolean {
  const total = connection.prepare('select month from month_total where guild = :guild and month = :month');
  return total.get({ guild, month }) !== undefined;
}
