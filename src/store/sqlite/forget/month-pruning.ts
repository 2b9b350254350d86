import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { MonthReport } from '../../records/pruned-month.ts';
import { channelsWithWriters } from './channels-with-writers.ts';
import { deleteMonth } from './month-removal.ts';
import { pruneTotals } from './total-pruning.ts';

/** See `MonthStore.pruneMonth`. Must run inside the caller's transaction. */
export async function pruneMonth(
  connection: Connection,
  guildId: Snowflake,
  { month, row }: MonthReport,
  summaries: Uint8Array,
): Promise<void> {
  const guild = connection
    .prepare<object, number>('select key from guild where id = :guildId')
    .pluck()
    .get({ guildId });
  if (guild === undefined || isPruned(connection, { guild, month })) return;
  const sealed = connection
    .prepare<object, number>('select id from guild_month where guild = :guild and month = :month and is_sealed = 1')
    .pluck()
    .get({ guild, month });
  if (sealed === undefined) throw new Error('cannot prune a month that is not sealed');

  const shown = await channelsWithWriters(connection, { id: sealed, month });
  await pruneTotals(connection, guild, month, shown);
  connection
    .prepare(
      `insert into pruned_month (guild, month, report_row, final_summaries)
       values (:guild, :month, :reportRow, :summaries)`,
    )
    .run({ guild, month, reportRow: JSON.stringify(row), summaries });
  await deleteMonth(connection, { id: sealed, month });
}

function isPruned(connection: Connection, place: { readonly guild: number; readonly month: number }): boolean {
  const pruned = connection.prepare<object>('select 1 from pruned_month where guild = :guild and month = :month');
  return pruned.get(place) !== undefined;
}
