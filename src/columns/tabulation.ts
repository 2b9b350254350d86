import { type ChannelNumber, none } from '../core/counter.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { ReportType } from '../core/report.ts';
import { type Hour, type HourRange, weekdayOfHour } from '../core/time.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';
import { Bucket, type BucketSum, type MemberMetric } from './bucket.ts';
import type { PartialTotals } from './bucket-totals.ts';
import { mergeColumns } from './columns.ts';
import { MemberSums } from './member-sums.ts';
import { spreadOf } from './spread.ts';

/** What a report covers. */
export interface TabulationPlan {
  readonly type: ReportType;
  /** Within one month, because member numbers change from month to month. */
  readonly range: HourRange;
  /** Counts messages and voice of this channel only; null for all. */
  readonly channel: ChannelNumber | null;
  /** In a `channels` report: the channels that share one row, whose key is {@link hiddenKey}; by default none. */
  readonly hidden?: ReadonlySet<ChannelNumber>;
}

/** The key of the row for all hidden channels of a `channels` report. No channel has this number. */
export const hiddenKey = none;

/**
 * One part of shared work: part `index`, from 0, of `of`. A full report is shared by hours: each part gets some blobs.
 * Any other report is shared by rows: each part gets all blobs and computes some rows.
 */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** Whether each part gets only some of the blobs. */
export function isSharedByHours({ type }: TabulationPlan): boolean {
  return type === 'full';
}

const allOfIt: Part = { index: 0, of: 1 };

/** Counters added by one call of {@link Tabulation.advance}: a few milliseconds of work. */
const countersPerStep = 200_000;

/** The fixed cost of a bucket, in the same unit. */
const countersPerBucket = 2_000;

/**
 * The average size of a counter. Progress is measured in bytes, because groups do not have their number of counters.
 */
const bytesPerCounter = 3;

/**
 * Counters decoded before they are added: enough for the additions to overlap their waits for memory, and few enough
 * for the list to stay in the processor's cache.
 */
const countersPerAddition = 8192;

/**
 * Computes the totals for the rows of a report. First blobs are added: the positions of their counters are noted by
 * bucket (a weekday, an hour of the day, a channel) without decoding. Then the buckets are summed one after another
 * into one array by member number, so twenty-four hours of half a million members need no more memory than one. A full
 * report has one bucket, whose messages can be summed at any time.
 */
export class Tabulation {
  readonly #plan: TabulationPlan;
  readonly #part: Part;
  readonly #buckets = new Map<number, Bucket>();
  readonly #cursors: ColumnCursor[] = [];
  readonly #sums: Readonly<Record<MemberMetric, MemberSums>>;
  readonly #list = new CounterList();
  /** Notes whole groups of (hour, metric) instead of single runs, because all channels go to the same bucket. */
  readonly #takesGroups: boolean;
  #bytes = 0;
  #bytesDone = 0;
  #countersDone = 0;

  /** `newSums` returns the sums to use. The tabulation owns them until its totals are no longer needed. */
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

  /**
   * Adds blobs. Together they must hold all counters of their hours. Skips hours outside the range.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    if (blobs.length === 0) return;
    // Merged first, because voice is rounded down to seconds per counter, and a delta may hold a part of a counter.
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
   * Sums the messages added so far, if there is only one bucket. Voice is left to {@link advance}: alternating between
   * the two takes a fifth longer, because the sums of neither stay in the processor's cache.
   */
  sumMessages(): void {
    if (!this.#hasOneBucket) return;
    for (const { messages } of this.#buckets.values()) this.#sum(messages, Number.POSITIVE_INFINITY);
  }

  /** Works for a few milliseconds. Returns the share of the work that is done; 1 at the end. */
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

  /** The totals of each bucket, in no particular order. Call it after {@link advance} has returned 1. */
  totals(): PartialTotals[] {
    return Array.from(this.#buckets, ([key, { messages, voice, ...guild }]) => {
      if (this.#hasOneBucket) for (const sum of [messages, voice]) this.#conclude(sum);
      if (messages.result === null || voice.result === null) throw new Error('the totals are not complete');
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

  /** The bucket of a counter; null if it belongs to another part. */
  #ownBucket(hour: Hour, metric: CounterMetric, channel: ChannelNumber): Bucket | null {
    const key = this.#bucketKey(hour, channel);
    if (isSharedByHours(this.#plan)) return this.#bucket(key);
    // There is less voice than messages. Splitting a row's messages and voice between parts balances the work.
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
        return this.#plan.hidden?.has(channel) ? hiddenKey : channel;
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

  /** Continues a sum until it is complete or `pauseAt` is reached. */
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
    if (sum.next < sum.places.length) throw new Error('the totals are not complete');
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

function roundDownToSeconds({ amounts, length }: CounterList): void {
  for (let index = 0; index < length; index += 1) amounts[index] = Math.floor((amounts[index] as number) / 1000);
}
