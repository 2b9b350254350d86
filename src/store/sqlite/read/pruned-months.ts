import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Month } from '../../../core/time.ts';
import type { PrunedMonth } from '../../records.ts';
import { prepared } from '../access/prepared.ts';
import { readKeptReport } from './stored-json.ts';

/** See `StoreReader.prunedMonths`. */
export function prunedMonthsOf(snapshot: Connection, guildId: Snowflake): readonly PrunedMonth[] {
  return prepared<{ readonly month: Month; readonly report_row: string }>(
    snapshot,
    `select month, report_row
         from pruned_month
        where guild = (select key from guild where id = :guildId)
        order by month`,
  )
    .all({ guildId })
    .map(({ month, report_row }) => ({ month, row: readKeptReport(report_row) }));
}

/** See `StoreReader.finalSummaries`. */
export function finalSummariesOf(snapshot: Connection, guildId: Snowflake, month: Month): Uint8Array | null {
  const summaries = prepared<Uint8Array>(
    snapshot,
    `select final_summaries
       from pruned_month
      where guild = (select key from guild where id = :guildId) and month = :month`,
  )
    .pluck()
    .get({ guildId, month });
  return summaries ?? null;
}
