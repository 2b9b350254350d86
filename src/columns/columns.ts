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
 * Encodes counters as a column blob, the storage format (see column-layout.ts). They may be in any order. Counters that
 * differ only in the amount are added up; for `total_users` the last one wins. Amounts of 0 are left out.
 *
 * @throws {RangeError} for an invalid counter: see `checkCounter`.
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
 * Calls `visit` for every counter of a blob, ascending by hour, metric, channel and member. A `ColumnCursor` is faster,
 * and can skip runs.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
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

/**
 * Calls `visit` with the messages, and with the voice, of each hour over all channels. They are decoded into `list`, which
 * is used for every call. The blobs must hold all counters of their hours.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function readMemberGroups(
  blobs: readonly Uint8Array[],
  list: CounterList,
  visit: (hour: Hour, metric: 'msg' | 'voice') => void,
): void {
  // Merged first, because a second of voice may be spread over several deltas.
  const cursor = new ColumnCursor(mergeColumns(blobs));
  while (cursor.next()) {
    const { hour, metric, group } = cursor;
    cursor.skipGroup();
    if (metric !== 'msg' && metric !== 'voice') continue;
    list.clear();
    cursor.decodeGroupAt(group, list);
    visit(hour, metric);
  }
}

/**
 * Merges blobs into one and adds up their counters. For `total_users` the last blob wins. A run that is in one blob only
 * is copied without decoding: whether its numbers are valid shows when they are read.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function mergeColumns(blobs: readonly Uint8Array[]): Uint8Array {
  const [only] = blobs;
  if (only !== undefined && blobs.length === 1) return only;

  // The sort is stable, so the places of one run stay in the order of their blobs.
  const places = blobs.flatMap(placesOf).sort(byRun);

  const writer = new ColumnWriter();
  const list = new CounterList();
  places.forEach((place, index) => {
    const { blob, cursor, hour, metric, channel, body, end, count } = place;
    const next = places[index + 1];
    const isLast = next === undefined || byRun(place, next) !== 0;
    if (isLast && list.length === 0) {
      writer.encodedRun(hour, metric, channel, count, blob.subarray(body, end));
      return;
    }
    cursor.decodeAt(metric, body, count, list);
    if (!isLast) return;
    list.settle(metric);
    writer.decodedRun(hour, metric, channel, list);
    list.clear();
  });
  return writer.finish();
}

/**
 * The counters of a blob in a range, copied without decoding.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
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

/**
 * A blob without the counters of one member. Returns the same blob if it has none.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function withoutMember(blob: Uint8Array, member: MemberNumber): Uint8Array {
  if (!holdsMember(blob, member)) return blob;
  const writer = new ColumnWriter();
  readRuns(blob, ({ hour, metric, channel }, list) => {
    if (hasMember(metric)) list.remove(member);
    if (list.length > 0) writer.decodedRun(hour, metric, channel, list);
  });
  return writer.finish();
}

/** Whether a blob can be read to its end and has only valid counters. */
export function isReadable(blob: Uint8Array): boolean {
  try {
    readRuns(blob, ({ hour, metric, channel }, list) => checkRun(hour, metric, channel, list));
    return true;
  } catch (error) {
    if (error instanceof CorruptColumns || error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Whether a blob has any counter.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function hasCounters(blob: Uint8Array): boolean {
  return new ColumnCursor(blob).next();
}

/**
 * Splits a blob into one blob per hour, ascending, without decoding.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
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

/**
 * Calls `visit` for every run of a blob. The list is reused for the next run.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
function readRuns(blob: Uint8Array, visit: (place: Place, list: CounterList) => void): void {
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    list.clear();
    cursor.decode(list);
    visit(cursor, list);
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

/** A run in one of several blobs. */
interface RunPlace {
  readonly blob: Uint8Array;
  readonly cursor: ColumnCursor;
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
  /** Where its counters begin and end. */
  readonly body: number;
  readonly end: number;
  readonly count: number;
}

function placesOf(blob: Uint8Array): RunPlace[] {
  const places: RunPlace[] = [];
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    const { hour, metric, channel, body, count } = cursor;
    places.push({ blob, cursor, hour, metric, channel, body, end: cursor.skipRun(), count });
  }
  return places;
}

interface Place {
  readonly hour: Hour;
  readonly metric: CounterMetric;
  readonly channel: ChannelNumber;
}

function byRun(a: Place, b: Place): number {
  if (a.hour !== b.hour) return a.hour - b.hour;
  if (a.metric !== b.metric) return numberOfMetric(a.metric) - numberOfMetric(b.metric);
  return a.channel - b.channel;
}
