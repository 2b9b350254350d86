import type { Database as Connection } from 'better-sqlite3';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { metricOf, type TotalMetric } from '../../../core/metric.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../../core/time.ts';
import { monthOfTotal, startsWithin, type Total } from '../../../core/total.ts';
import { prepared } from '../access/prepared.ts';
import { readLane } from '../lane-row.ts';
import type { TotalWriter } from './total-writer.ts';

/** The totals that a guild's month will have for some metrics. */
export interface MonthTotals {
  readonly guildId: Snowflake;
  readonly month: Month;
  readonly metrics: readonly TotalMetric[];
  readonly totals: readonly Total[];
}

/** Adds totals to a lane's closing month: see `MonthStore.beginRotation`. Must run inside the caller's transaction. */
export async function addMonthTotals(
  connection: Connection,
  writer: TotalWriter,
  lane: number,
  month: Month,
  totals: readonly Total[],
): Promise<void> {
  const keyOf = prepared<number>(connection, 'select key from guild where id = :guildId and lane = :lane').pluck();
  const slice = new Slice(totalsPerTurn);
  for (const total of totals) {
    if (slice.fills()) await nextTurn();
    if (monthOfTotal(total) !== month) throw new RangeError('expected totals of the closing month only');
    const guild = keyOf.get({ guildId: total.guildId, lane });
    if (guild !== undefined) writer.fold(guild, total); // The guild may have been deleted meanwhile.
  }
}

/** A few milliseconds of work. */
const totalsPerTurn = 500;

/** See `MonthStore.putMonthTotals`. Must run inside the caller's transaction. */
export function putMonthTotals(
  connection: Connection,
  writer: TotalWriter,
  lane: number,
  { guildId, month, metrics, totals }: MonthTotals,
): void {
  const { openMonth, rotation } = readLane(connection, lane);
  const isClosed = openMonth !== null && (month < openMonth || month === rotation?.month);
  if (!isClosed) throw new Error('cannot replace totals: the month is not closed');
  const guild = prepared<number>(connection, 'select key from guild where id = :guildId').pluck().get({ guildId });
  if (guild === undefined) throw new Error('cannot write totals of an unknown guild');

  deleteTotals(connection, guild, month, metrics);
  for (const total of totals) {
    const isAsked = total.guildId === guildId && metrics.includes(total.metric) && monthOfTotal(total) === month;
    if (!isAsked) throw new RangeError('a total is of another guild, month or metric');
    writer.fold(guild, total);
  }
}

/** Deletes a guild's totals of some metrics in a month. */
export function deleteTotals(
  connection: Connection,
  guild: number,
  month: Month,
  metrics: readonly TotalMetric[],
): void {
  const clear = prepared(
    connection,
    'delete from total where guild = :guild and metric = :id and grain = :grain and start >= :from and start < :to',
  );
  for (const metric of metrics) {
    const { id, grain } = metricOf(metric);
    clear.run({ guild, id, grain, ...startsWithin(grain, hoursOfMonth(month)) });
  }
}
