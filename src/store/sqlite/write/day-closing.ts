import type { Database as Connection } from 'better-sqlite3';
import { isReadable } from '../../../columns/columns.ts';
import { type ClosedDay, closeDay } from '../../../columns/day/close-day.ts';
import { atOnce, inTurns } from '../../../core/async/steps.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { type Day, type Hour, hoursOfMonth } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { monthIsOfLane } from '../lane-row.ts';
import { type GuildMonthKey, hourOfPart } from '../month-places.ts';
import { isClosed } from './derived-days.ts';
import { type PartRow, partsWithin, putDerived, replaceDay } from './stored-parts.ts';
import type { UnreadableHours } from './unreadable-hours.ts';

/** The work of one transaction, unless a single day is larger. */
const sliceBytes = 64 * 1024;
const sliceDays = 100;

/**
 * Closes days: lays their counters out by channel, and derives what reports need of them. A closed day is one that has a
 * summary. A day with counters that cannot be read stays as it is, and its hours become a gap.
 */
export class DayClosing {
  readonly #connection: Connection;
  readonly #unreadable: UnreadableHours;

  constructor(connection: Connection, unreadable: UnreadableHours) {
    this.#connection = connection;
    this.#unreadable = unreadable;
  }

  /**
   * Closes some days of a lane before an hour. Must run inside the caller's transaction, so that the counters do not
   * change meanwhile. Resolves to whether there may be more to do.
   */
  async closeSome(lane: number, before: Hour): Promise<boolean> {
    const unclosed = prepared<GuildMonthKey & { readonly closed_until: Hour }>(
      this.#connection,
      `select id, month, closed_until
         from guild_month
        where closed_until < :before and ${monthIsOfLane}
        order by closed_until, id
        limit :sliceDays`,
    ).all({ lane, before, sliceDays });
    let bytes = 0;
    for (const key of unclosed) {
      const monthEnd = hoursOfMonth(key.month).to;
      const until = Math.min(before, monthEnd);
      let hour = key.closed_until;
      while (hour < until && bytes < sliceBytes) {
        bytes += bytesOfStep + (await this.#close(key, hour / 24));
        hour += 24;
      }
      this.#noteClosed(key, hour === monthEnd ? null : hour);
      if (bytes >= sliceBytes) break;
    }
    return unclosed.length > 0;
  }

  /** Returns how many bytes of counters the day had. */
  async #close(key: GuildMonthKey, day: Day): Promise<number> {
    if (isClosed(this.#connection, key, day) || this.#isWaitedFor(key, day)) return 0;
    const rows = partsWithin(this.#connection, key, day * 24, day * 24 + 24);
    if (rows.length === 0) return 0;
    const bytes = rows.reduce((sum, { columns }) => sum + columns.length, 0);
    const closed = await this.#closedOrNull(key, day, rows, bytes);
    if (closed === null) return bytes;
    if (!hasParts(rows, closed)) replaceDay(this.#connection, key, day, closed.parts);
    if (closed.parts.length > 0) putDerived(this.#connection, key, closed);
    return bytes;
  }

  async #closedOrNull(
    key: GuildMonthKey,
    day: Day,
    rows: readonly PartRow[],
    bytes: number,
  ): Promise<ClosedDay | null> {
    const columns = rows.map((row) => row.columns);
    try {
      return await closedInSlices(day, columns, bytes);
    } catch (error) {
      if (!(error instanceof CorruptColumns)) throw error;
    }
    for (const row of rows) {
      if (isReadable(row.columns)) continue;
      const from = hourOfPart(key, row.id);
      this.#unreadable.note(key, { from, to: from + row.hours });
    }
    return null;
  }

  /** Deltas that could not be merged, or came since. */
  #isWaitedFor({ id }: GuildMonthKey, day: Day): boolean {
    const waiting = prepared(
      this.#connection,
      'select 1 from delta where guild_month = :id and hour >= :from and hour < :to limit 1',
    );
    return waiting.get({ id, from: day * 24, to: day * 24 + 24 }) !== undefined;
  }

  #noteClosed({ id }: GuildMonthKey, until: Hour | null): void {
    prepared(this.#connection, 'update guild_month set closed_until = :until where id = :id').run({ id, until });
  }
}

/** Closes a day. Yields to the event loop while it works on a busy one. */
export async function closedInSlices(day: Day, columns: readonly Uint8Array[], bytes: number): Promise<ClosedDay> {
  const closing = closeDay(day, columns);
  return bytes >= sliceBytes / 4 ? inTurns(closing) : atOnce(closing);
}

/** What a day costs besides its counters, in bytes of counters. */
const bytesOfStep = 256;

function hasParts(rows: readonly PartRow[], { parts }: ClosedDay): boolean {
  return (
    rows.length === parts.length &&
    rows.every(({ hours, first_channel, end_channel, columns }, index) => {
      const part = parts[index];
      return (
        part !== undefined &&
        hours === 24 &&
        first_channel === part.firstChannel &&
        end_channel === part.endChannel &&
        Buffer.compare(columns, part.columns) === 0
      );
    })
  );
}
