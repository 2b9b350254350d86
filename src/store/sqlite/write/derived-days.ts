import type { Database as Connection } from 'better-sqlite3';
import type { Day } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { dayId, type GuildMonthKey } from '../month-places.ts';

/**
 * Deletes what was derived from a day and its month, because counters of the day have changed. The next compaction closes
 * the day again. Must run inside the transaction that changes the counters.
 */
export function forgetDerived(connection: Connection, key: GuildMonthKey, day: Day): void {
  const id = dayId(key, day);
  prepared(connection, 'delete from day_rollup where id = :id').run({ id });
  prepared(connection, 'delete from day_summary where id = :id').run({ id });
  prepared(connection, 'delete from month_rows where guild_month = :id').run({ id: key.id });
  prepared(
    connection,
    `update guild_month
        set closed_until = :from, reopened = reopened + 1
      where id = :id and (closed_until is null or closed_until > :from)`,
  ).run({ id: key.id, from: day * 24 });
}

export function isClosed(connection: Connection, key: GuildMonthKey, day: Day): boolean {
  const summary = prepared(connection, 'select 1 from day_summary where id = :id');
  return summary.get({ id: dayId(key, day) }) !== undefined;
}
