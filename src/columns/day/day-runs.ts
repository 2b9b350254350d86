import type { Steps } from '../../core/async/steps.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { CounterMetric } from '../../core/metric.ts';
import { type Day, dayOfHour, type Hour } from '../../core/time.ts';
import { ColumnCursor } from '../blob/column-cursor.ts';
import { numberOfMetric } from '../blob/column-layout.ts';
import type { ColumnWriter } from '../blob/column-writer.ts';
import { checkRun } from '../blob/counter-check.ts';
import type { CounterList } from '../blob/counter-list.ts';

/** The counters of one (hour, metric, channel), in each blob that has any, in the order of the blobs. */
export interface DayRun {
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
  readonly places: readonly RunPlace[];
}

/** The runs of a channel on one day, ascending by hour and metric; 0 has the metrics without a channel. */
export interface ChannelRuns {
  readonly channel: ChannelNumber;
  readonly runs: readonly DayRun[];
  readonly bytes: number;
}

/**
 * The runs of a day, ascending by channel. The counters are not decoded. Yields after each slice of work.
 *
 * @throws {CorruptColumns} when a blob cannot be read, or has counters of another day.
 */
export function* runsOfDay(day: Day, blobs: readonly Uint8Array[]): Steps<readonly ChannelRuns[]> {
  const channels = new Map<ChannelNumber, CollectedRuns>();
  let runs = 0;
  for (const blob of blobs) {
    const cursor = new ColumnCursor(blob);
    while (cursor.next()) {
      if (dayOfHour(cursor.hour) !== day) throw new CorruptColumns('an hour is not of this day');
      const collected = channels.get(cursor.channel) ?? new CollectedRuns(cursor.channel);
      channels.set(cursor.channel, collected);
      collected.add(cursor, blob);
      runs += 1;
      if (runs % sliceRuns === 0) yield;
    }
  }
  const sorted: ChannelRuns[] = [];
  for (const collected of [...channels.values()].sort((a, b) => a.channel - b.channel)) {
    sorted.push({ channel: collected.channel, runs: collected.sorted(), bytes: collected.bytes });
    runs += collected.length;
    if (runs > sliceRuns) {
      runs = 0;
      yield;
    }
  }
  return sorted;
}

/**
 * Replaces the content of `list` with the counters of a run, added up.
 *
 * @throws {CorruptColumns} when it cannot be read, or no writer would have written it.
 */
export function decodeDayRun({ hour, metric, channel, places }: DayRun, list: CounterList): void {
  list.clear();
  for (const { cursor, body, count } of places) cursor.decodeAt(metric, body, count, list);
  if (places.length > 1) list.settle(metric);
  try {
    checkRun(hour, metric, channel, list);
  } catch (error) {
    throw error instanceof RangeError ? new CorruptColumns('a counter is invalid') : error;
  }
}

/**
 * Appends a run to a blob. It is copied if only one blob has it, and else decoded into `list`.
 *
 * @throws {CorruptColumns} when it cannot be decoded.
 */
export function copyDayRun(run: DayRun, list: CounterList, writer: ColumnWriter): void {
  const { hour, metric, channel, places } = run;
  const [only] = places;
  if (only !== undefined && places.length === 1) {
    writer.encodedRun(hour, metric, channel, only.count, only.blob.subarray(only.body, only.end));
  } else {
    decodeDayRun(run, list);
    writer.decodedRun(hour, metric, channel, list);
  }
}

/** Ascending by hour, metric and channel: the order of a blob. */
export function byPlace(a: DayRun, b: DayRun): number {
  return byHourAndMetric(a, b) || a.channel - b.channel;
}

/** Runs walked per slice: a few milliseconds of work. */
const sliceRuns = 10_000;

/** Where a blob has a run. */
interface RunPlace {
  readonly cursor: ColumnCursor;
  readonly blob: Uint8Array;
  readonly body: number;
  readonly end: number;
  readonly count: number;
}

class CollectedRuns {
  readonly channel: ChannelNumber;
  readonly #runs: (DayRun & { readonly places: RunPlace[] })[] = [];
  bytes = 0;

  constructor(channel: ChannelNumber) {
    this.channel = channel;
  }

  get length(): number {
    return this.#runs.length;
  }

  add(cursor: ColumnCursor, blob: Uint8Array): void {
    const { hour, metric, channel, body, count } = cursor;
    const end = cursor.skipRun();
    this.#runs.push({ hour, metric, channel, places: [{ cursor, blob, body, end, count }] });
    this.bytes += end - body + headBytes;
  }

  /** The sort is stable, so the places of one run stay in the order of the blobs. */
  sorted(): readonly DayRun[] {
    const runs: (DayRun & { readonly places: RunPlace[] })[] = [];
    for (const run of this.#runs.sort(byHourAndMetric)) {
      const last = runs.at(-1);
      if (last === undefined || byHourAndMetric(last, run) !== 0) runs.push(run);
      else last.places.push(...run.places);
    }
    return runs;
  }
}

/** What the head of a run takes at least. */
const headBytes = 2;

function byHourAndMetric(a: DayRun, b: DayRun): number {
  return a.hour - b.hour || numberOfMetric(a.metric) - numberOfMetric(b.metric);
}
