import { type ChannelNumber, type MemberNumber, none } from '../core/counter.ts';
import type { MessageShares } from '../core/message-shares.ts';
import type { CounterMetric } from '../core/metric.ts';
import { PairTable } from '../core/pair-table.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, type Month, monthOfHour } from '../core/time.ts';
import { hasMember, metricOfNumber, numberOfMetric } from './blob/column-layout.ts';
import { ColumnWriter } from './blob/column-writer.ts';
import { checkCounter } from './blob/counter-check.ts';
import { CounterList } from './blob/counter-list.ts';
import { noteMessages } from './count-messages.ts';

/** The counters of one guild and month. */
export interface TallyDelta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** From the first to the last hour with counters. */
  readonly hours: HourRange;
  /** A column blob: see `encodeColumns`. */
  readonly columns: Uint8Array;
}

/** The counters of one guild and month that could not be encoded. */
export interface DroppedDelta {
  readonly guildId: Snowflake;
  /** From the first to the last hour with counters. */
  readonly hours: HourRange;
  readonly error: unknown;
}

/** Run numbers, by `hour × 8 + metric`, then by channel. */
type Groups = Map<number, Map<ChannelNumber, number>>;

/**
 * Counters in memory until the next flush. As in a column blob, a run is all counters of one guild, hour, metric and
 * channel. Runs are numbered in the order of their creation, and one table has all amounts, by run and member.
 */
export class Tally {
  readonly #guilds = new Map<Snowflake, Groups>();
  readonly #amounts = new PairTable();
  #runs = 0;

  /**
   * Adds to a counter. Returns true if the counter is new. An amount of 0 changes nothing.
   *
   * @throws {RangeError} for an invalid counter: see `checkCounter`. Nothing is added.
   */
  add(
    guildId: Snowflake,
    hour: Hour,
    metric: Exclude<CounterMetric, 'total_users'>,
    channel: ChannelNumber,
    member: MemberNumber,
    amount: number,
  ): boolean {
    checkCounter(hour, metric, channel, member, amount);
    if (amount === 0) return false;
    return this.#amounts.add(this.#run(guildId, hour, metric, channel), member, amount);
  }

  /**
   * Sets the number of members of the guild. The last value in an hour stays.
   *
   * @throws {RangeError} for an invalid number. Nothing is set.
   */
  setHeadcount(guildId: Snowflake, hour: Hour, members: number): void {
    checkCounter(hour, 'total_users', none, none, members);
    this.#amounts.set(this.#run(guildId, hour, 'total_users', none), none, members);
  }

  /** Adds the messages of a guild to `shares`, with the member's part of them. */
  countMessages(guildId: Snowflake, member: MemberNumber, shares: MessageShares): void {
    const rows = new RunRows(this.#amounts, this.#runs);
    const list = new CounterList();
    for (const [group, channels] of this.#guilds.get(guildId) ?? []) {
      if (metricOfNumber(group % 8) !== 'msg') continue;
      for (const [channel, run] of channels) {
        list.clear();
        rows.addTo(list, run);
        noteMessages(hourOfGroup(group), channel, list, member, shares);
      }
    }
  }

  /** Deletes the counters of one member of a guild. */
  forget(guildId: Snowflake, member: MemberNumber): void {
    for (const [group, channels] of this.#guilds.get(guildId) ?? []) {
      if (!hasMember(metricOfNumber(group % 8) as CounterMetric)) continue;
      for (const run of channels.values()) this.#amounts.delete(run, member);
    }
  }

  /**
   * Deletes the counters of a guild. Returns their hours, or null if there were none. The amounts stay in the table
   * until it is drained, but no run refers to them.
   */
  forgetGuild(guildId: Snowflake): HourRange | null {
    const keys = [...(this.#guilds.get(guildId)?.keys() ?? [])].sort((a, b) => a - b);
    this.#guilds.delete(guildId);
    return keys.length === 0 ? null : hoursOf(keys);
  }

  /**
   * Returns all counters, one delta per guild and month, and clears the tally. If counters cannot be encoded, because a
   * sum is too great, all counters of their guild and month are dropped, and `onDropped` is called.
   */
  drain(onDropped: (dropped: DroppedDelta) => void = failOn): TallyDelta[] {
    const deltas: TallyDelta[] = [];
    const rows = new RunRows(this.#amounts, this.#runs);
    const writer = new ColumnWriter();
    for (const [guildId, groups] of this.#guilds) {
      for (const keys of byMonth(keysInUse(groups, rows))) {
        const hours = hoursOf(keys);
        try {
          deltas.push(delta(guildId, groups, keys, rows, writer));
        } catch (error) {
          writer.clear();
          onDropped({ guildId, hours, error });
        }
      }
    }
    this.#guilds.clear();
    this.#amounts.clear();
    this.#runs = 0;
    return deltas;
  }

  #run(guildId: Snowflake, hour: Hour, metric: CounterMetric, channel: ChannelNumber): number {
    const group = hour * 8 + numberOfMetric(metric);
    const channels = mapIn(mapIn(this.#guilds, guildId), group);
    let run = channels.get(channel);
    if (run === undefined) {
      run = this.#runs;
      this.#runs += 1;
      channels.set(channel, run);
    }
    return run;
  }
}

/** The rows of a table, grouped by run (counting sort). */
class RunRows {
  /** The index of the first row of each run, and the end of the last. */
  readonly #starts: Uint32Array;
  readonly #members: Uint32Array;
  readonly #amounts: Float64Array;

  constructor(table: PairTable, runs: number) {
    this.#starts = new Uint32Array(runs + 1);
    this.#members = new Uint32Array(table.size);
    this.#amounts = new Float64Array(table.size);
    const starts = this.#starts;
    table.forEach((run) => {
      (starts[run + 1] as number) += 1;
    });
    for (let run = 0; run < runs; run += 1) (starts[run + 1] as number) += starts[run] as number;
    const next = starts.slice();
    table.forEach((run, member, amount) => {
      const place = next[run] as number;
      next[run] = place + 1;
      this.#members[place] = member;
      this.#amounts[place] = amount;
    });
  }

  has(run: number): boolean {
    return (this.#starts[run] as number) < (this.#starts[run + 1] as number);
  }

  addTo(list: CounterList, run: number): void {
    const end = this.#starts[run + 1] as number;
    for (let place = this.#starts[run] as number; place < end; place += 1) {
      list.push(this.#members[place] as number, this.#amounts[place] as number);
    }
  }
}

function mapIn<Key, InnerKey, Value>(outer: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  let inner = outer.get(key);
  if (inner === undefined) {
    inner = new Map();
    outer.set(key, inner);
  }
  return inner;
}

/** The keys of groups that still have counters, ascending. */
function keysInUse(groups: Groups, rows: RunRows): number[] {
  const inUse = [...groups].filter(([, channels]) => [...channels.values()].some((run) => rows.has(run)));
  return inUse.map(([key]) => key).sort((a, b) => a - b);
}

/** Splits ascending keys of groups by month. */
function byMonth(keys: readonly number[]): number[][] {
  const months: number[][] = [];
  let monthEnd: Hour = 0;
  for (const key of keys) {
    const hour = hourOfGroup(key);
    if (hour < monthEnd) {
      months.at(-1)?.push(key);
    } else {
      months.push([key]);
      monthEnd = hoursOfMonth(monthOfHour(hour)).to;
    }
  }
  return months;
}

function delta(
  guildId: Snowflake,
  groups: Groups,
  keys: readonly number[],
  rows: RunRows,
  writer: ColumnWriter,
): TallyDelta {
  const list = new CounterList();
  for (const key of keys) writeGroup(writer, key, groups.get(key) ?? new Map(), rows, list);
  const hours = hoursOf(keys);
  return { guildId, month: monthOfHour(hours.from), hours, columns: writer.finish() };
}

/** From the first to the last hour of ascending keys. */
function hoursOf(keys: readonly number[]): HourRange {
  return { from: hourOfGroup(keys[0] as number), to: hourOfGroup(keys[keys.length - 1] as number) + 1 };
}

function writeGroup(
  writer: ColumnWriter,
  group: number,
  channels: ReadonlyMap<ChannelNumber, number>,
  rows: RunRows,
  list: CounterList,
): void {
  const metric = metricOfNumber(group % 8) as CounterMetric;
  for (const [channel, run] of [...channels].sort(([a], [b]) => a - b)) {
    if (!rows.has(run)) continue;
    list.clear();
    rows.addTo(list, run);
    list.settle(metric);
    writer.run(hourOfGroup(group), metric, channel, list);
  }
}

function hourOfGroup(group: number): Hour {
  return Math.floor(group / 8);
}

function failOn({ error }: DroppedDelta): never {
  throw error;
}
