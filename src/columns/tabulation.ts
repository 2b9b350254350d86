import { type ChannelNumber, none } from '../core/counter.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { ReportType } from '../core/report.ts';
import { type Hour, type HourRange, weekdayOfHour } from '../core/time.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';
import type { PartialTotals } from './bucket-totals.ts';
import { mergeColumns } from './columns.ts';
import { MemberSums, type SharedSums } from './member-sums.ts';
import { type Spread, spreadOf } from './spread.ts';

/** What a report is to be of. */
export interface TabulationPlan {
  readonly type: ReportType;
  /** Within one month: a member number means somebody else in the next. */
  readonly range: HourRange;
  /** Count messages and voice of this channel only; null for all. */
  readonly channel: ChannelNumber | null;
}

/**
 * Which part of the work one of several does: the one with this index, from 0 up, of so many. A full report is shared by
 * hours: each adds up the blobs that it is given. Any other is shared by rows: each is given all blobs and does some rows.
 */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Whether each of those who share the work is given some blobs only. */
export function isSharedByHours({ type }: TabulationPlan): boolean {
  return type === 'full';
}

const allOfIt: Part = { index: 0, of: 1 };

/** How many counters {@link Tabulation.advance} adds at once: a few milliseconds of work. */
const countersPerStep = 200_000;

/** What a bucket costs beside its counters, in the same unit. */
const countersPerBucket = 2_000;

/** How long a counter is on average; for the progress, which is told in bytes because groups do not tell their counters. */
const bytesPerCounter = 3;

/**
 * How many counters are decoded before they are added: so many that the additions, which mostly wait for memory, can
 * wait together, and so few that the list stays near.
 */
const countersPerAddition = 8192;

/**
 * Adds up what the rows of a report are made of. First the pieces are added: the places of their counters are noted by
 * bucket (a weekday, an hour of the day, a channel) without decoding them. Then the buckets are summed one after the other
 * into one array by member number, so that twenty-four hours of half a million members need no more memory than one. A
 * full report has one bucket, and the messages that were added to it may be summed at any time.
 */
export class Tabulation {
  readonly #plan: TabulationPlan;
  readonly #part: Part;
  readonly #buckets = new Map<number, Bucket>();
  readonly #cursors: ColumnCursor[] = [];
  readonly #sums: Readonly<Record<MemberMetric, MemberSums>>;
  readonly #list = new CounterList();
  /** Whole groups of (hour, metric) are noted, not single runs, where every channel goes to the same bucket. */
  readonly #takesGroups: boolean;
  #bytes = 0;
  #bytesDone = 0;
  #countersDone = 0;

  /** Adds up in `newSums()`, which are its own until the totals are not needed any more. */
  constructor(plan: TabulationPlan, part = allOfIt, newSums = () => new MemberSums()) {
    this.#plan = plan;
    this.#part = part;
    this.#takesGroups = plan.type !== 'channels' && plan.channel === null;
    const sums = newSums();
    this.#sums = { msg: sums, voice: this.#hasOneBucket ? newSums() : sums };
  }

  get #hasOneBucket(): boolean {
    return this.#plan.type === 'full';
  }

  /** Adds blobs that hold all counters of their hours; hours outside the range are passed over. Throws `CorruptColumns`. */
  add(blobs: readonly Uint8Array[]): void {
    if (blobs.length === 0) return;
    // Merged first: voice is rounded down to seconds once for each counter, and deltas hold parts of counters.
    const cursor = new ColumnCursor(mergeColumns(blobs));
    const { range, channel } = this.#plan;
    this.#cursors.push(cursor);
    while (cursor.next()) {
      const { hour, metric } = cursor;
      if (hour < range.from || hour >= range.to) {
        cursor.skipGroup();
        continue;
      }
      switch (metric) {
        case 'msg':
        case 'voice':
          if (this.#takesGroups) this.#noteGroup(metric, cursor);
          else if (channel !== null) this.#noteRunOf(channel, metric, cursor);
          else this.#noteRun(metric, cursor);
          break;
        case 'join':
        case 'part':
        case 'total_users':
          this.#addGuildNumber(metric, cursor);
          break;
      }
    }
  }

  /**
   * Sums the messages that were added up to now, where there is but one bucket for all that may come. Their voice is left
   * to {@link advance}: where the two take turns, the sums of neither stay near, and it takes a fifth longer.
   */
  sumMessages(): void {
    if (!this.#hasOneBucket) return;
    for (const { messages } of this.#buckets.values()) this.#sum(messages, Number.POSITIVE_INFINITY);
  }

  /** Works for a few milliseconds on what was added; returns what share of it is done, 1 at the end. */
  advance(): number {
    const pauseAt = this.#countersDone + countersPerStep;
    for (const bucket of this.#buckets.values()) {
      for (const sum of [bucket.messages, bucket.voice]) {
        if (sum.result !== null) continue;
        this.#sum(sum, pauseAt);
        if (this.#countersDone >= pauseAt) return this.#bytesDone / this.#bytes;
      }
    }
    return 1;
  }

  /** What there is of each bucket, in no particular order, once {@link advance} has returned 1. */
  totals(): PartialTotals[] {
    return Array.from(this.#buckets, ([key, { messages, voice, ...guild }]) => {
      if (this.#hasOneBucket) for (const sum of [messages, voice]) this.#conclude(sum);
      if (messages.result === null || voice.result === null)
        throw new Error('asked for totals before they were summed');
      return { key, ...guild, messages: messages.result, voice: voice.result };
    });
  }

  #addGuildNumber(metric: Exclude<CounterMetric, MemberMetric>, cursor: ColumnCursor): void {
    if (this.#plan.type === 'channels') return;
    const bucket = this.#ownBucket(cursor.hour, metric, none);
    if (bucket === null) return;
    this.#list.clear();
    cursor.decode(this.#list);
    const amount = this.#list.amounts[0] as number;
    switch (metric) {
      case 'join':
        bucket.joins += amount;
        break;
      case 'part':
        bucket.parts += amount;
        break;
      case 'total_users':
        if (cursor.hour < bucket.headcountHour) break;
        bucket.headcountHour = cursor.hour;
        bucket.headcount = amount;
        break;
    }
  }

  #noteGroup(metric: MemberMetric, cursor: ColumnCursor): void {
    const { hour, group } = cursor;
    cursor.skipGroup();
    const bucket = this.#ownBucket(hour, metric, none);
    if (bucket === null) return;
    const { places } = metric === 'msg' ? bucket.messages : bucket.voice;
    places.push(this.#cursors.length - 1, group.start, group.end);
    this.#bytes += group.end - group.start;
  }

  #noteRunOf(channel: ChannelNumber, metric: MemberMetric, cursor: ColumnCursor): void {
    if (cursor.seekChannel(channel)) this.#noteRun(metric, cursor);
    cursor.skipGroup();
  }

  #noteRun(metric: MemberMetric, { hour, channel, body, count }: ColumnCursor): void {
    const bucket = this.#ownBucket(hour, metric, channel);
    if (bucket === null) return;
    const { places } = metric === 'msg' ? bucket.messages : bucket.voice;
    places.push(this.#cursors.length - 1, body, count);
    this.#bytes += count * bytesPerCounter;
  }

  /** Where a counter belongs; null if that is another's part of the work. */
  #ownBucket(hour: Hour, metric: CounterMetric, channel: ChannelNumber): Bucket | null {
    const key = this.#bucketKey(hour, channel);
    if (isSharedByHours(this.#plan)) return this.#bucket(key);
    // There is less voice than messages: with a row's messages here and its voice there, the parts are about alike.
    const turn = key + Number(metric === 'voice');
    return turn % this.#part.of === this.#part.index ? this.#bucket(key) : null;
  }

  #bucketKey(hour: Hour, channel: ChannelNumber): number {
    switch (this.#plan.type) {
      case 'full':
        return 0;
      case 'weekday':
        return weekdayOfHour(hour);
      case 'hourly':
        return hour % 24;
      case 'channels':
        return channel;
    }
  }

  #bucket(key: number): Bucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.#buckets.set(key, bucket);
      this.#bytes += 2 * countersPerBucket * bytesPerCounter;
    }
    return bucket;
  }

  /** Goes on with a sum until it is complete or it is time for a pause. */
  #sum(sum: BucketSum, pauseAt: number): void {
    while (sum.next < sum.places.length) {
      if (this.#countersDone >= pauseAt) return;
      this.#addSome(sum);
    }
    if (this.#hasOneBucket) return;
    this.#conclude(sum);
    this.#countersDone += countersPerBucket;
    this.#bytesDone += countersPerBucket * bytesPerCounter;
  }

  #conclude(sum: BucketSum): void {
    if (sum.next < sum.places.length) throw new Error('asked for totals before they were summed');
    const sums = this.#sums[sum.metric];
    const isPartial = isSharedByHours(this.#plan) && this.#part.of > 1;
    sum.result = isPartial ? sums.shared : spreadOf(sums.take());
  }

  #addSome(sum: BucketSum): void {
    const { metric, places } = sum;
    const list = this.#list;
    list.clear();
    let index = sum.next;
    for (; index < places.length && list.length < countersPerAddition; index += 3) {
      const cursor = this.#cursors[places[index] as number] as ColumnCursor;
      const start = places[index + 1] as number;
      const extent = places[index + 2] as number;
      if (this.#takesGroups) cursor.decodeGroupAt({ start, end: extent }, list);
      else cursor.decodeAt(metric, start, extent, list);
      this.#bytesDone += this.#takesGroups ? extent - start : extent * bytesPerCounter;
    }
    sum.next = index;
    if (metric === 'voice') roundDownToSeconds(list);
    this.#sums[metric].add(list.members, list.amounts, list.length);
    this.#countersDone += list.length;
  }
}

/** What members do, which is added up by member. */
type MemberMetric = 'msg' | 'voice';

/** What falls into one row. */
class Bucket {
  readonly messages = new BucketSum('msg');
  readonly voice = new BucketSum('voice');
  joins = 0;
  parts = 0;
  headcount = 0;
  headcountHour: Hour = -1;
}

/** The counters of one metric in a bucket, and what comes of them. */
class BucketSum {
  readonly metric: MemberMetric;
  /**
   * Three numbers a place, for there can be hundreds of thousands: the cursor, and of a group its start and end, of a run
   * its body and count.
   */
  readonly places: number[] = [];
  /** Where in `places` to go on. */
  next = 0;
  result: Spread | SharedSums | null = null;

  constructor(metric: MemberMetric) {
    this.metric = metric;
  }
}

function roundDownToSeconds({ amounts, length }: CounterList): void {
  for (let index = 0; index < length; index += 1) amounts[index] = Math.floor((amounts[index] as number) / 1000);
}
