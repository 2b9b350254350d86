import type { ChannelNumber, Counter, MemberNumber } from '../core/counter.ts';
import { CorruptColumns } from '../core/errors.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { Hour, HourRange } from '../core/time.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { hasMember, numberOfMetric } from './blob/column-layout.ts';
import { ColumnWriter } from './blob/column-writer.ts';
import { checkedCounter, checkRun } from './blob/counter-check.ts';
import { CounterList } from './blob/counter-list.ts';

/**
 * Counters as a column blob, the format at rest (drawn in column-layout.ts). They may come in any order; those that
 * are alike in all but the amount are added up, of `total_users` the last counts. What counts nothing is left out.
 *
 * @throws {RangeError} for what is not a counter: see `checkCounter`.
 */
export function encodeColumns(counters: Iterable<Counter>): Uint8Array {
  const sorted = Array.from(counters, checkedCounter)
    .filter((counter) => counter.amount > 0 || counter.metric === 'total_users')
    .sort(byRun);
  const writer = new ColumnWriter();
  const list = new CounterList();
  sorted.forEach((counter, index) => {
    list.push(counter.member, counter.amount);
    const next = sorted[index + 1];
    if (next !== undefined && byRun(counter, next) === 0) return;
    list.settle(counter.metric);
    writer.run(counter.hour, counter.metric, counter.channel, list);
    list.clear();
  });
  return writer.finish();
}

/**
 * Calls `visit` for every counter of a blob, ascending by hour, metric, channel and member. Whoever must be fast or wants
 * a few runs only takes a `ColumnCursor`. Throws `CorruptColumns`.
 */
export function readColumns(
  blob: Uint8Array,
  visit: (hour: Hour, metric: CounterMetric, channel: ChannelNumber, member: MemberNumber, amount: number) => void,
): void {
  readRuns(blob, ({ hour, metric, channel }, list) => {
    for (let index = 0; index < list.length; index += 1) {
      visit(hour, metric, channel, list.members[index] as number, list.amounts[index] as number);
    }
  });
}

/** One blob with the counters of all, added up; of `total_users` that of the later blob counts. Throws `CorruptColumns`. */
export function mergeColumns(blobs: readonly Uint8Array[]): Uint8Array {
  const [only] = blobs;
  if (only !== undefined && blobs.length === 1) return only;

  // The sort is stable: the places of one run stay in the order of their blobs.
  const places = blobs.flatMap(placesOf).sort(byRun);

  const writer = new ColumnWriter();
  const list = new CounterList();
  places.forEach((place, index) => {
    place.cursor.decodeAt(place.metric, place.body, place.count, list);
    const next = places[index + 1];
    if (next !== undefined && byRun(place, next) === 0) return;
    list.settle(place.metric);
    writeAgain(writer, place, list);
    list.clear();
  });
  return writer.finish();
}

/** The counters of a blob that lie in a range, copied without decoding them. Throws `CorruptColumns`. */
export function columnsWithin(blob: Uint8Array, range: HourRange): Uint8Array {
  const writer = new ColumnWriter();
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    const { hour, metric, group } = cursor;
    if (hour >= range.from && hour < range.to) writer.group(hour, metric, blob.subarray(group.start, group.end));
    cursor.skipGroup();
  }
  return writer.finish();
}

/** The counters of a blob but those of one member; the blob itself where there are none of them. Throws `CorruptColumns`. */
export function withoutMember(blob: Uint8Array, member: MemberNumber): Uint8Array {
  if (!holdsMember(blob, member)) return blob;
  const writer = new ColumnWriter();
  readRuns(blob, (place, list) => {
    if (hasMember(place.metric)) list.remove(member);
    if (list.length > 0) writeAgain(writer, place, list);
  });
  return writer.finish();
}

/** Whether a blob can be read to its end, and holds only what a blob may hold. */
export function isReadable(blob: Uint8Array): boolean {
  try {
    readRuns(blob, ({ hour, metric, channel }, list) => checkRun(hour, metric, channel, list));
    return true;
  } catch (error) {
    if (error instanceof CorruptColumns || error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether a blob holds any counter. Throws `CorruptColumns`. */
export function hasCounters(blob: Uint8Array): boolean {
  return new ColumnCursor(blob).next();
}

/** The counters of each hour of a blob as a blob of their own, ascending, copied without decoding them. Throws `CorruptColumns`. */
export function columnsByHour(blob: Uint8Array): { readonly hour: Hour; readonly columns: Uint8Array }[] {
  const hours: { readonly hour: Hour; readonly columns: Uint8Array }[] = [];
  const writer = new ColumnWriter();
  const cursor = new ColumnCursor(blob);
  let isMore = cursor.next();
  while (isMore) {
    const { hour } = cursor;
    for (; isMore && cursor.hour === hour; isMore = cursor.next()) {
      const { metric, group } = cursor;
      writer.group(hour, metric, blob.subarray(group.start, group.end));
      cursor.skipGroup();
    }
    hours.push({ hour, columns: writer.finish() });
  }
  return hours;
}

/** Calls `visit` for every run of a blob, with a list that is used again for the next run. Throws `CorruptColumns`. */
function readRuns(blob: Uint8Array, visit: (place: Place, list: CounterList) => void): void {
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    list.clear();
    cursor.decode(list);
    visit(cursor, list);
  }
}

/** Writes a run that was decoded. One that the writer refuses came from a blob that is corrupt, though it could be decoded. */
function writeAgain(writer: ColumnWriter, { hour, metric, channel }: Place, list: CounterList): void {
  try {
    writer.run(hour, metric, channel, list);
  } catch (error) {
    if (error instanceof RangeError) throw new CorruptColumns('it has what is not a counter');
    throw error;
  }
}

function holdsMember(blob: Uint8Array, member: MemberNumber): boolean {
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    if (!hasMember(cursor.metric)) continue;
    list.clear();
    cursor.decode(list);
    if (list.has(member)) return true;
  }
  return false;
}

/** A run of one of several blobs. */
interface RunPlace {
  readonly cursor: ColumnCursor;
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
  readonly body: number;
  readonly count: number;
}

function placesOf(blob: Uint8Array): RunPlace[] {
  const places: RunPlace[] = [];
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    const { hour, metric, channel, body, count } = cursor;
    places.push({ cursor, hour, metric, channel, body, count });
  }
  return places;
}

interface Place {
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
}

function byRun(a: Place, b: Place): number {
  return a.hour - b.hour || numberOfMetric(a.metric) - numberOfMetric(b.metric) || a.channel - b.channel;
}
