import { Tally } from '../columns/tally.ts';
import { type ChannelNumber, none } from '../core/counter.ts';
import { type CounterMetric, counterMetrics } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Day, dayOfHour, type Hour, type Month } from '../core/time.ts';
import type { ImportedPeople } from '../vault/past-people.ts';
import type { ChannelReference } from './formats/row.ts';
import type { ImportedChannels } from './imported-channels.ts';
import { isOfCounters, type ReadFiles } from './read-files.ts';
import type { SpooledRow } from './row-spool.ts';
import type { Span } from './spans.ts';

/** The counts of a month. */
export interface MonthSums {
  readonly month: Month;
  readonly messages: number;
  readonly members: number;
  readonly channels: number;
  readonly joins: number;
  readonly leaves: number;
  readonly voiceHours: number;
  /** The part of the month that the files cover. */
  readonly covered: Span;
  /** Whether it replaced an earlier import. */
  readonly isReplacement: boolean;
}

/** Why a row is not counted. `repeated`: its message is counted already; `another file`: its whole day is. */
export type RowVerdict = 'counted' | 'repeated' | 'another file' | 'ignored channel' | 'ignored member';

export interface MonthCollectionDeps {
  readonly guildId: Snowflake;
  readonly read: ReadFiles;
  readonly channels: Pick<ImportedChannels, 'numberOf'>;
  readonly people: Pick<ImportedPeople, 'memberOf'>;
}

/** Counts the rows of one month. */
export class MonthCollection {
  readonly #deps: MonthCollectionDeps;
  readonly #tally = new Tally();
  readonly #seen = new SeenMessages();
  /** The file of each day's counters. A day in two files is the same day twice. */
  readonly #days = new Map<Day, number>();
  readonly #metrics = new Set<CounterMetric>();
  readonly #channels = new Set<ChannelNumber>();
  readonly #sums = { msg: 0, voice: 0, join: 0, part: 0 };

  constructor(deps: MonthCollectionDeps) {
    this.#deps = deps;
  }

  /** Whether nothing was counted. */
  get isEmpty(): boolean {
    return this.#metrics.size === 0;
  }

  /**
   * The metrics that are known, in the order of `counterMetrics`. A program that wrote the number of members every hour
   * would have written the others, too, if there had been any.
   */
  get metrics(): readonly CounterMetric[] {
    const isComplete = this.#metrics.has('total_users');
    return counterMetrics.filter((metric) => isComplete || this.#metrics.has(metric));
  }

  /** The channels that have counters. */
  get channels(): ReadonlySet<ChannelNumber> {
    return this.#channels;
  }

  add(row: SpooledRow): RowVerdict {
    const { guildId, people } = this.#deps;
    const { hour, metric, amount, message } = row;
    if (!this.#isOfItsDay(row)) return 'another file';
    if (metric === 'total_users') {
      this.#tally.setHeadcount(guildId, hour, amount);
      this.#metrics.add(metric);
      return 'counted';
    }
    if (message !== null && !this.#seen.isNew(hour, message)) return 'repeated';
    if (amount === 0) return 'counted';
    if (row.person === 'not counted') return 'ignored member';
    const channel = row.channel === null ? none : this.#channelOf(row.channel);
    if (channel === null) return 'ignored channel';
    const member = row.person === null ? none : people.memberOf(row.person);
    this.#tally.add(guildId, hour, metric, channel, member, amount);
    this.#sums[metric] += amount;
    if (channel !== none) this.#channels.add(channel);
    this.#metrics.add(metric);
    return 'counted';
  }

  /** Returns the counters as columns, and clears them. */
  takeColumns(): Uint8Array {
    const [delta] = this.#tally.drain();
    if (delta === undefined) throw new Error('a month without counters has no columns');
    return delta.columns;
  }

  sums(): Omit<MonthSums, 'month' | 'members' | 'covered' | 'isReplacement'> {
    const { msg: messages, voice, join: joins, part: leaves } = this.#sums;
    return { messages, channels: this.#channels.size, joins, leaves, voiceHours: voice / 3_600_000 };
  }

  /** Only the first file of a day's counters counts. */
  #isOfItsDay({ source, hour }: SpooledRow): boolean {
    const file = this.#deps.read.files[source]?.source;
    if (file === undefined || !isOfCounters(file)) return true;
    const day = dayOfHour(hour);
    const first = this.#days.get(day) ?? source;
    this.#days.set(day, first);
    return first === source;
  }

  #channelOf(number: number): ChannelNumber | null {
    const { read, channels } = this.#deps;
    return channels.numberOf(read.channels[number] as ChannelReference);
  }
}

/** The counted messages of a month. */
class SeenMessages {
  readonly #hours = new Map<Hour, Set<number>>();

  /** Whether a message, written in this hour, occurs for the first time. */
  isNew(hour: Hour, message: number): boolean {
    const seen = this.#hours.get(hour) ?? new Set();
    this.#hours.set(hour, seen);
    if (seen.has(message)) return false;
    seen.add(message);
    return true;
  }
}
