import { ColumnCursor } from '../../columns/blob/column-cursor.ts';
import { mergeColumns } from '../../columns/columns.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { type CounterMetric, counterMetrics } from '../../core/metric.ts';
import type { ExportGrain } from '../../core/report.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import type { CounterChunk } from '../../store/store-reader.ts';

/** The counters of one metric in one period: an hour or a day, identified by its first hour. */
export interface ExportGroup {
  readonly period: Hour;
  readonly metric: CounterMetric;
  /** One run per channel and hour, ascending by hour. */
  readonly channels: ReadonlyMap<ChannelNumber, readonly ExportRun[]>;
}

/** The location of the counters of one hour, metric and channel, for `cursor.decodeAt`. */
export interface ExportRun {
  readonly cursor: ColumnCursor;
  readonly body: number;
  readonly count: number;
}

/**
 * The undecoded counters of a range by period and then by metric, in the order of an export's rows. Memory holds the
 * chunks of one period at a time.
 */
export async function* exportGroups(
  chunks: AsyncIterable<CounterChunk>,
  range: HourRange,
  grain: ExportGrain,
): AsyncGenerator<ExportGroup> {
  const hoursPerPeriod = grain === 'day' ? 24 : 1;
  let period = new Period(range.from);
  for await (const { blobs } of chunks) {
    if (blobs.length === 0) continue;
    const blob = mergeColumns(blobs);
    const scan = new ColumnCursor(blob);
    const cursor = new ColumnCursor(blob); // A second cursor, because one that has decoded a run elsewhere cannot go on.
    while (scan.next()) {
      const { hour, metric, channel, body, count } = scan;
      if (hour < range.from || hour >= range.to) {
        scan.skipGroup();
        continue;
      }
      const start = hour - (hour % hoursPerPeriod);
      if (start !== period.start) {
        yield* period.groups();
        period = new Period(start);
      }
      period.add(metric, channel, { cursor, body, count });
    }
    await nextTurn();
  }
  yield* period.groups();
}

class Period {
  readonly start: Hour;
  readonly #channels = new Map<CounterMetric, Map<ChannelNumber, ExportRun[]>>();

  constructor(start: Hour) {
    this.start = start;
  }

  add(metric: CounterMetric, channel: ChannelNumber, run: ExportRun): void {
    let channels = this.#channels.get(metric);
    if (channels === undefined) {
      channels = new Map();
      this.#channels.set(metric, channels);
    }
    const runs = channels.get(channel);
    if (runs === undefined) channels.set(channel, [run]);
    else runs.push(run);
  }

  *groups(): Generator<ExportGroup> {
    for (const metric of counterMetrics) {
      const channels = this.#channels.get(metric);
      if (channels !== undefined) yield { period: this.start, metric, channels };
    }
  }
}
