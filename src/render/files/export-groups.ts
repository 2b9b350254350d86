import { ColumnCursor } from '../../columns/column-cursor.ts';
import { mergeColumns } from '../../columns/columns.ts';
import { type ChannelNumber, type CounterEvent, counterEvents } from '../../core/counter.ts';
import { nextTurn } from '../../core/event-loop.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import type { CounterChunk } from '../../store/store-reader.ts';
import type { ExportGrain } from './export-grain.ts';

/** The counters of one event in one period: an hour or a day, identified by its first hour. */
export interface ExportGroup {
  readonly period: Hour;
  readonly event: CounterEvent;
  /** One run per channel and hour, ascending by hour. */
  readonly channels: ReadonlyMap<ChannelNumber, readonly ExportRun[]>;
}

/** The location of the counters of one hour, event and channel, for `cursor.decodeAt`. */
export interface ExportRun {
  readonly cursor: ColumnCursor;
  readonly body: number;
  readonly count: number;
}

/**
 * The undecoded counters of a range by period and then by event, in the order of an export's rows. Memory holds the
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
      const { hour, event, channel, body, count } = scan;
      if (hour < range.from || hour >= range.to) {
        scan.skipGroup();
        continue;
      }
      const start = hour - (hour % hoursPerPeriod);
      if (start !== period.start) {
        yield* period.groups();
        period = new Period(start);
      }
      period.add(event, channel, { cursor, body, count });
    }
    await nextTurn();
  }
  yield* period.groups();
}

class Period {
  readonly start: Hour;
  readonly #channels = new Map<CounterEvent, Map<ChannelNumber, ExportRun[]>>();

  constructor(start: Hour) {
    this.start = start;
  }

  add(event: CounterEvent, channel: ChannelNumber, run: ExportRun): void {
    let channels = this.#channels.get(event);
    if (channels === undefined) {
      channels = new Map();
      this.#channels.set(event, channels);
    }
    const runs = channels.get(channel);
    if (runs === undefined) channels.set(channel, [run]);
    else runs.push(run);
  }

  *groups(): Generator<ExportGroup> {
    for (const event of counterEvents) {
      const channels = this.#channels.get(event);
      if (channels !== undefined) yield { period: this.start, event, channels };
    }
  }
}
