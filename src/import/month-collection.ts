import { Tally } from '../columns/tally.ts';
import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import { firstSnowflakeAt, type Snowflake } from '../core/snowflake.ts';
import { type Hour, hourMs, type Month } from '../core/time.ts';
import type { ImportedPeople } from '../vault/imported-people.ts';
import type { Row } from './formats/row.ts';
import type { ImportedChannels } from './imported-channels.ts';
import type { Source } from './source.ts';

/** The counts of a month. */
export interface MonthSums {
  readonly month: Month;
  readonly messages: number;
  readonly members: number;
  readonly channels: number;
  readonly joins: number;
  readonly leaves: number;
  readonly voiceHours: number;
}

/** Why a row is not counted. `repeated`: its message is counted already; `another file`: its whole day is. */
export type RowVerdict = 'counted' | 'repeated' | 'another file' | 'ignored channel' | 'ignored member';

export interface MonthCollectionDeps {
  readonly guildId: Snowflake;
  /** Members with one of these roles are not counted. */
  readonly ignoredRoleIds: readonly Snowflake[];
  readonly channels: ImportedChannels;
  readonly people: ImportedPeople;
}

/** Counts the rows of one month. */
export class MonthCollection {
  readonly #deps: MonthCollectionDeps;
  readonly #tally = new Tally();
  readonly #seen = new SeenMessages();
  /** The file of each day's counters. A day in two files is the same day twice. */
  readonly #days = new Map<number, Source>();
  readonly #channels = new Set<ChannelNumber>();
  readonly #sums = { msg: 0, voice: 0, join: 0, part: 0 };
  #isEmpty = true;

  constructor(deps: MonthCollectionDeps) {
    this.#deps = deps;
  }

  /** Whether nothing was counted. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(row: Row, source: Source): RowVerdict {
    const { guildId, ignoredRoleIds, channels } = this.#deps;
    const { hour, metric, channel: reference, amount, message } = row;
    if (message === null && source.format !== 'activity CSV' && !this.#isDayOf(source, hour)) return 'another file';
    if (metric === 'total_users') {
      this.#tally.setHeadcount(guildId, hour, amount);
      this.#isEmpty = false;
      return 'counted';
    }
    if (message !== null && !this.#seen.isNew(hour, message.id)) return 'repeated';
    if (amount === 0) return 'counted';
    if (message?.roleIds.some((id) => ignoredRoleIds.includes(id))) return 'ignored member';
    const channel = reference === null ? 0 : channels.numberOf(reference);
    if (channel === null) return 'ignored channel';
    const member = row.member === null ? 0 : this.#numberOf(row.member);
    if (member === undefined) return 'ignored member';
    this.#tally.add(guildId, hour, metric, channel, member, amount);
    this.#sums[metric] += amount;
    if (channel !== 0) this.#channels.add(channel);
    this.#isEmpty = false;
    return 'counted';
  }

  /** Returns the counters as columns, and clears them. */
  takeColumns(): Uint8Array {
    const [delta] = this.#tally.drain();
    if (delta === undefined) throw new Error('a month without counters has no columns');
    return delta.columns;
  }

  sums(month: Month, members: number): MonthSums {
    const { msg: messages, voice, join: joins, part: leaves } = this.#sums;
    return { month, messages, members, channels: this.#channels.size, joins, leaves, voiceHours: voice / 3_600_000 };
  }

  #isDayOf(source: Source, hour: number): boolean {
    const day = Math.floor(hour / 24);
    const first = this.#days.get(day) ?? source;
    this.#days.set(day, first);
    return first === source;
  }

  #numberOf(member: NonNullable<Row['member']>): MemberNumber | undefined {
    const { guildId, people } = this.#deps;
    return typeof member === 'string' ? people.memberNamed(member) : people.memberOf(guildId, member);
  }
}

/**
 * The counted messages of a month. Within an hour, an id is a whole number below 2^44, a third of the size of a text.
 */
class SeenMessages {
  readonly #hours = new Map<Hour, Set<number>>();

  /** Whether a message, written in this hour, occurs for the first time. */
  isNew(hour: Hour, id: Snowflake): boolean {
    const seen = this.#hours.get(hour) ?? new Set();
    this.#hours.set(hour, seen);
    const place = Number(BigInt(id) - BigInt(firstSnowflakeAt(hour * hourMs)));
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  }
}
