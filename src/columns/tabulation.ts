import { type ChannelNumber, none } from '../core/counter.ts';
import type { CounterMetric } from '../core/metric.ts';
import type { ReportType } from '../core/report.ts';
import { type Hour, type HourRange, weekdayOfHour } from '../core/time.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import type { MemberMetric } from './blob/column-layout.ts';
import { CounterList } from './blob/counter-list.ts';
import { RunAdder, type VoiceUnit } from './blob/run-adder.ts';
import { Bucket, type BucketSum, type Places } from './bucket.ts';
import type { BucketMoments } from './bucket-totals.ts';
import { mergeColumns } from './columns.ts';
import { MemberSums } from './member-sums.ts';
import type { Moments } from './moments.ts';

/** What a report covers. */
export interface TabulationPlan {
  readonly type: ReportType;
  /** Within one month, because member numbers change from month to month. */
  readonly range: HourRange;
  /** Counts messages and voice of this channel only; null for all. */
  readonly channel: ChannelNumber | null;
  /** In a `channels` report: the channels that share one row, whose key is {@link hiddenKey}; by default none. */
  readonly hidden?: ReadonlySet<ChannelNumber>;
  /** Whether to count who wrote or talked; by default not, because it takes as long as the rest. */
  readonly countsPeople?: boolean;
}

/** The key of the row for all hidden channels of a `channels` report. No channel has this number. */
export const hiddenKey = none;

/** Counters added by one call of {@link Tabulation.advance}: a few milliseconds of work. */
const countersPerStep = 2 ** 18;

/** The fixed cost of a bucket, in the same unit. */
const countersPerBucket = 2_000;

/** More channels than any guild has had. */
const mostInArray = 2 ** 16;

/**
 * The average size of a counter. Progress is measured in bytes, because groups do not have their number of counters.
 */
const bytesPerCounter = 3;

/**
 * Computes the totals for the rows of a report. First blobs are added: the positions of their counters are noted by
 * bucket (a weekday, an hour of the day, a channel) without decoding. Then the buckets are summed one after another
 * into one array by member number, so twenty-four hours of half a million members need no more memory than one.
 */
export class Tabulation {
  readonly #plan: TabulationPlan;
  readonly #sums: MemberSums;
  readonly #buckets = new Map<number, Bucket>();
  readonly #bucketsByChannel: Bucket[] = [];
  readonly #adders: RunAdder[] = [];
  readonly #list = new CounterList();
  /** Notes whole groups of (hour, metric) instead of single runs, because all channels go to the same bucket. */
  readonly #takesGroups: boolean;
  #bytes = 0;
  #bytesDone = 0;
  #countersDone = 0;

  /** `sums` must be empty. If a method throws, they are not empty any more; else they are when all is done. */
  constructor(plan: TabulationPlan, sums = new MemberSums()) {
    this.#plan = plan;
    this.#sums = sums;
    this.#takesGroups = plan.type !== 'channels' && plan.channel === null;
  }

  /**
   * Adds blobs. Together they must hold all counters of their hours, or of some channels in them. Skips hours outside
   * the range.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    // Merged first, because voice is rounded down to seconds per counter, and a delta may hold a part of a counter.
    if (blobs.length > 0) this.#note(mergeColumns(blobs), 'ms');
  }

  /**
   * Adds the roll-up of a day that lies in the range: see `DerivedOfDay`. It has no channels and no hours of the day, so
   * this is for `full` and `weekday` reports of all channels only.
   *
   * @throws {CorruptColumns} when it cannot be read.
   */
  addRollUp(columns: Uint8Array): void {
    const { type, channel } = this.#plan;
    if (channel !== null || (type !== 'full' && type !== 'weekday')) throw new Error('a roll-up does not have that');
    this.#note(columns, 's');
  }

  /** Works for a few milliseconds. Returns the share of the work that is done; 1 at the end. */
  advance(): number {
    const pauseAt = this.#countersDone + countersPerStep;
    for (const { sums } of this.#buckets.values()) {
      for (const sum of sums) {
        if (sum.result !== null) continue;
        this.#sum(sum, pauseAt);
        if (this.#countersDone >= pauseAt) return this.#bytesDone / this.#bytes;
      }
    }
    return 1;
  }

  /** The totals of each bucket, in no particular order. Call it after {@link advance} has returned 1. */
  totals(): BucketMoments[] {
    return Array.from(this.#buckets, ([key, { joins, parts, headcount, headcountHour, sums }]) => {
      const [messages, voice, both] = sums.map(resultOf);
      if (messages === undefined || voice === undefined) throw new Error('a bucket has messages and voice');
      return { key, joins, parts, headcount, headcountHour, messages, voice, people: both?.users ?? null };
    });
  }

  #note(blob: Uint8Array, voiceUnit: VoiceUnit): void {
    const cursor = new ColumnCursor(blob);
    const { range, channel } = this.#plan;
    this.#adders.push(new RunAdder(blob, voiceUnit));
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

  #addGuildNumber(metric: Exclude<CounterMetric, MemberMetric>, cursor: ColumnCursor): void {
    if (this.#plan.type === 'channels') return;
    const bucket = this.#bucketOf(cursor.hour, none);
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
    this.#notePlace(this.#bucketOf(hour, none), metric, group.start, group.end, group.end - group.start);
  }

  #noteRunOf(channel: ChannelNumber, metric: MemberMetric, cursor: ColumnCursor): void {
    if (cursor.seekChannel(channel)) this.#noteRun(metric, cursor);
    cursor.skipGroup();
  }

  #noteRun(metric: MemberMetric, { hour, channel, body, count }: ColumnCursor): void {
    this.#notePlace(this.#bucketOf(hour, channel), metric, body, count, count * bytesPerCounter);
  }

  #notePlace(bucket: Bucket, metric: MemberMetric, start: number, extent: number, bytes: number): void {
    const places = metric === 'msg' ? bucket.messages : bucket.voice;
    places.push(this.#adders.length - 1, start, extent);
    this.#bytes += this.#plan.countsPeople === true ? 2 * bytes : bytes;
  }

  #bucketOf(hour: Hour, channel: ChannelNumber): Bucket {
    if (this.#plan.type !== 'channels') return this.#bucketAt(this.#bucketKey(hour, channel));
    // Asked for each of hundreds of thousands of runs. An array is faster than a map, and channels are numbered from 1.
    const known = this.#bucketsByChannel[channel];
    if (known !== undefined) return known;
    const bucket = this.#bucketAt(this.#bucketKey(hour, channel));
    if (channel < mostInArray) this.#bucketsByChannel[channel] = bucket;
    return bucket;
  }

  #bucketAt(key: number): Bucket {
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new Bucket(this.#plan.countsPeople === true);
      this.#buckets.set(key, bucket);
      this.#bytes += bucket.sums.length * countersPerBucket * bytesPerCounter;
    }
    return bucket;
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

  /** Continues a sum until it is complete or `pauseAt` is reached. */
  #sum(sum: BucketSum, pauseAt: number): void {
    for (; sum.current < sum.of.length; sum.current += 1) {
      const places = sum.of[sum.current] as Places;
      for (; sum.next < places.length; sum.next += 3) {
        if (this.#countersDone >= pauseAt) return;
        this.#addPlace(places, sum.next);
      }
      sum.next = 0;
    }
    sum.result = this.#sums.take();
    this.#countersDone += countersPerBucket;
    this.#bytesDone += countersPerBucket * bytesPerCounter;
  }

  #addPlace({ metric, numbers }: Places, index: number): void {
    const adder = this.#adders[numbers[index] as number] as RunAdder;
    const start = numbers[index + 1] as number;
    const extent = numbers[index + 2] as number;
    if (this.#takesGroups) {
      this.#countersDone += adder.addGroup(metric, start, extent, this.#sums);
      this.#bytesDone += extent - start;
    } else {
      adder.addRun(metric, start, extent, this.#sums);
      this.#countersDone += extent;
      this.#bytesDone += extent * bytesPerCounter;
    }
  }
}

function resultOf({ result }: BucketSum): Moments {
  if (result === null) throw new Error('the totals are not complete');
  return result;
}
