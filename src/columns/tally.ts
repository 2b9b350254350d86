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

/** What was counted of one guild in one month. */
export interface TallyDelta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** The hours that occur in it. */
  readonly hours: HourRange;
  /** A column blob: see `encodeColumns`. */
  readonly columns: Uint8Array;
}

/** What was counted of one guild in one month, and could not be written. */
export interface DroppedDelta {
  readonly guildId: Snowflake;
  /** The hours that occur in it. */
  readonly hours: HourRange;
  readonly error: unknown;
}

/** The numbers of runs, by `hour × 8 + metric`, then by channel. */
type Groups = Map<number, Map<ChannelNumber, number>>;

/**
 * Counts in memory until somebody makes them durable. What belongs to one guild, hour, metric and channel is a run, as in a
 * column blob; runs are numbered as they come, and one table has the amounts of all, by run and member.
 */
export class Tally {
  readonly #guilds = new Map<Snowflake, Groups>();
  readonly #amounts = new PairTable();
  #runs = 0;

  /**
   * Adds to a counter; true if it has nothing yet. An amount of 0 changes nothing.
   *
   * @throws {RangeError} for what is not a counter: see `checkCounter`. Nothing is added.
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
   * Notes how many members the guild has; the last that is noted in an hour stays.
   *
   * @throws {RangeError} for what is not a number of members. Nothing is noted.
   */
  setHeadcount(guildId: Snowflake, hour: Hour, members: number): void {
    checkCounter(hour, 'total_users', none, none, members);
    this.#amounts.set(this.#run(guildId, hour, 'total_users', none), none, members);
  }

  /** Notes the messages of a guild, and which of them are one member's. */
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

  /** Forgets what was counted of one member of a guild. */
  forget(guildId: Snowflake, member: MemberNumber): void {
    for (const [group, channels] of this.#guilds.get(guildId) ?? []) {
      if (!hasMember(metricOfNumber(group % 8) as CounterMetric)) continue;
      for (const run of channels.values()) this.#amounts.delete(run, member);
    }
  }

  /**
   * Forgets what was counted of a guild, and gives the hours in which it was; null if there was nothing. Its amounts stay in
   * the table until that is drained, but no run leads to them.
   */
  forgetGuild(guildId: Snowflake): HourRange | null {
    const keys = [...(this.#guilds.get(guildId)?.keys() ?? [])].sort((a, b) => a - b);
    this.#guilds.delete(guildId);
    return keys.length === 0 ? null : hoursOf(keys);
  }

  /**
   * Hands out what was counted, one delta a guild and month, and is empty afterwards. What a blob cannot hold (a sum that
   * has grown too great) is dropped with all that was counted of its guild in its month, and `onDropped` is called.
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

/** The rows of a table by run and member, those of each run side by side. */
class RunRows {
  /** Where the rows of each run begin; one more says where the last ends. */
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

/** Of the groups from which not everything was taken out again the keys, ascending. */
function keysInUse(groups: Groups, rows: RunRows): number[] {
  const inUse = [...groups].filter(([, channels]) => [...channels.values()].some((run) => rows.has(run)));
  return inUse.map(([key]) => key).sort((a, b) => a - b);
}

/** Keys of groups, ascending, cut where a month ends. */
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

/** From the first to the last of some keys that ascend. */
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
