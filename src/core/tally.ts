import { hasMember, numberOfEvent } from './column-layout.ts';
import { ColumnWriter } from './column-writer.ts';
import { type ChannelNumber, type CounterEvent, counterEvents, type MemberNumber, none } from './counter.ts';
import { CounterList } from './counter-list.ts';
import type { Snowflake } from './snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, type Month, monthOfHour } from './time.ts';

/** What was counted of one guild in one month. */
export interface TallyDelta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** The hours that occur in it. */
  readonly hours: HourRange;
  /** A column blob: see `encodeColumns`. */
  readonly columns: Uint8Array;
}

/** Amounts by `hour × 8 + event`, then by channel, then by member. */
type Groups = Map<number, Map<ChannelNumber, Map<MemberNumber, number>>>;

/**
 * Counts in memory until somebody makes them durable. One message is four look-ups in maps with small whole numbers for
 * keys, which V8 keeps without allocating: some tenths of a microsecond.
 */
export class Tally {
  readonly #guilds = new Map<Snowflake, Groups>();

  /**
   * Adds to a counter. `amount` is a whole number; 0 changes nothing. Throws a RangeError for a channel where the event
   * has none, or none where it has one: written down, that would make the whole blob unreadable.
   */
  add(
    guildId: Snowflake,
    hour: Hour,
    event: Exclude<CounterEvent, 'total_users'>,
    channel: ChannelNumber,
    member: MemberNumber,
    amount: number,
  ): void {
    if (amount === 0) return;
    if (hasMember(event) === (channel === none))
      throw new RangeError(`not a counter: ${event} with channel ${channel}`);
    const members = this.#members(guildId, hour, event, channel);
    members.set(member, (members.get(member) ?? 0) + amount);
  }

  /** Notes how many members the guild has; the last that is noted in an hour stays. */
  setHeadcount(guildId: Snowflake, hour: Hour, members: number): void {
    this.#members(guildId, hour, 'total_users', none).set(none, members);
  }

  /** Forgets what was counted of one member of a guild. */
  forget(guildId: Snowflake, member: MemberNumber): void {
    const groups = this.#guilds.get(guildId);
    if (groups === undefined) return;
    for (const [group, channels] of groups) {
      if (!hasMember(counterEvents[group % 8] as CounterEvent)) continue;
      for (const [channel, members] of channels) {
        if (members.delete(member) && members.size === 0) channels.delete(channel);
      }
      if (channels.size === 0) groups.delete(group);
    }
    if (groups.size === 0) this.#guilds.delete(guildId);
  }

  /** Hands out what was counted, one delta a guild and month, and is empty afterwards. */
  drain(): TallyDelta[] {
    const deltas: TallyDelta[] = [];
    const writer = new ColumnWriter();
    for (const [guildId, groups] of this.#guilds) {
      for (const keys of byMonth([...groups.keys()].sort(ascending))) {
        deltas.push(delta(guildId, groups, keys, writer));
      }
    }
    this.#guilds.clear();
    return deltas;
  }

  #members(guildId: Snowflake, hour: Hour, event: CounterEvent, channel: ChannelNumber): Map<MemberNumber, number> {
    const group = hour * 8 + numberOfEvent(event);
    const groups = mapIn(this.#guilds, guildId);
    const channels = mapIn(groups, group);
    return mapIn(channels, channel);
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

function delta(guildId: Snowflake, groups: Groups, keys: readonly number[], writer: ColumnWriter): TallyDelta {
  const list = new CounterList();
  for (const key of keys) writeGroup(writer, key, groups.get(key) ?? new Map(), list);
  const from = hourOfGroup(keys[0] as number);
  const to = hourOfGroup(keys[keys.length - 1] as number) + 1;
  return { guildId, month: monthOfHour(from), hours: { from, to }, columns: writer.finish() };
}

function writeGroup(
  writer: ColumnWriter,
  group: number,
  channels: ReadonlyMap<ChannelNumber, ReadonlyMap<MemberNumber, number>>,
  list: CounterList,
): void {
  const event = counterEvents[group % 8] as CounterEvent;
  for (const [channel, members] of [...channels].sort(([a], [b]) => a - b)) {
    list.clear();
    for (const [member, amount] of members) list.push(member, amount);
    list.settle(event);
    writer.run(hourOfGroup(group), event, channel, list);
  }
}

function hourOfGroup(group: number): Hour {
  return Math.floor(group / 8);
}

function ascending(a: number, b: number): number {
  return a - b;
}
