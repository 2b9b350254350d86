import { ColumnCursor } from '../../columns/blob/column-cursor.ts';
import { CounterList } from '../../columns/blob/counter-list.ts';
import { isReadable, mergeColumns } from '../../columns/columns.ts';
import type { ChannelNumber, MemberNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import { tenureOn } from '../../core/membership/tenure.ts';
import { NumberById } from '../../core/number-by-id.ts';
import { PairTable } from '../../core/pair-table.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Day, dayMs, dayOf, dayOfHour, type Hour } from '../../core/time.ts';
import type { Checkpoint } from '../../store/checkpoint.ts';
import type { Totals } from '../totals.ts';

/**
 * Counts each day's active members by how long they have been in the server. A member is active on a day with one message
 * or one second of voice, and counts once, at the first activity of that day. The time of joining is used at that moment
 * and not kept. The members already counted are held in memory, by number, for the latest day and the day before it, so
 * that late activity over midnight counts correctly; older activity is not counted. After a restart they are rebuilt from
 * the counters, which are committed together with these totals: a member with a counter on a day was counted. So a crash
 * counts no member twice, and misses none.
 *
 * If a member's first activity of a day does not include the time of joining (a message from history, a voice session of
 * an earlier process), the member is active on that day without a tenure.
 */
export class TenureCounter {
  readonly #guildNumbers = new NumberById();
  #guilds = 0;
  #latest: ActiveDay;
  #before: ActiveDay;
  readonly #totals: Pick<Totals, 'add' | 'takeBack'>;

  constructor(
    { observedUntilMs, recentCounters }: Pick<Checkpoint, 'observedUntilMs' | 'recentCounters'>,
    totals: Pick<Totals, 'add' | 'takeBack'>,
  ) {
    this.#totals = totals;
    const day = dayOf(observedUntilMs ?? 0);
    this.#latest = new ActiveDay(day);
    this.#before = new ActiveDay(day - 1);
    // Counting must begin even if a blob cannot be read. Members who are only in that blob may count twice.
    for (const [guildId, blobs] of recentCounters) {
      if (!this.#recall(guildId, blobs)) this.#recall(guildId, blobs.filter(isReadable));
    }
  }

  /** A message of a member was counted in an hour. */
  recordMessage(guildId: Snowflake, hour: Hour, member: MemberNumber, joinedAtMs: number | null): void {
    const active = this.#dayOf(hour);
    if (active?.addMember(this.#guildNumber(guildId), member)) this.#count(guildId, active.day, joinedAtMs);
  }

  /** Voice time of a member was counted in an hour. Several calls together may reach one second. */
  recordVoice(
    guildId: Snowflake,
    hour: Hour,
    channel: ChannelNumber,
    member: MemberNumber,
    milliseconds: number,
    joinedAtMs: number | null,
  ): void {
    const active = this.#dayOf(hour);
    const isFirst = active?.addVoice(this.#guildNumber(guildId), hour, channel, member, milliseconds) ?? false;
    if (active !== null && isFirst) this.#count(guildId, active.day, joinedAtMs);
  }

  /** Whether a member was active on the day of an hour; false if that day is too old to be known. */
  isActive(guildId: Snowflake, hour: Hour, member: MemberNumber): boolean {
    return this.#dayOf(hour)?.has(this.#guildNumber(guildId), member) ?? false;
  }

  /**
   * A member is erased. For `erasedDays` the store has subtracted them from the written totals; the totals of other days
   * are not written yet. If `joinedAtMs` is null, it is not known what to subtract.
   */
  forget(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null, erasedDays: ReadonlySet<Day>): void {
    for (const active of [this.#latest, this.#before]) {
      const wasActive = active.remove(this.#guildNumber(guildId), member);
      if (!wasActive || joinedAtMs === null || erasedDays.has(active.day)) continue;
      this.#totals.takeBack(tenureEvent(guildId, active.day, joinedAtMs));
    }
  }

  /** A new month: every member has another number from now on. */
  beginMonth(): void {
    this.#latest.clear();
    this.#before.clear();
  }

  /** False if a blob cannot be read. */
  #recall(guildId: Snowflake, blobs: readonly Uint8Array[]): boolean {
    try {
      if (blobs.length > 0) this.#recallAll(guildId, mergeColumns(blobs));
      return true;
    } catch (error) {
      if (error instanceof CorruptColumns) return false;
      throw error;
    }
  }

  #recallAll(guildId: Snowflake, columns: Uint8Array): void {
    const guild = this.#guildNumber(guildId);
    const cursor = new ColumnCursor(columns);
    const list = new CounterList();
    while (cursor.next()) {
      const { hour, metric, channel } = cursor;
      const active = metric === 'msg' || metric === 'voice' ? this.#dayOf(hour) : null;
      if (active === null) {
        cursor.skipGroup();
        continue;
      }
      list.clear();
      cursor.decode(list);
      for (let index = 0; index < list.length; index += 1) {
        const member = list.members[index] as number;
        if (metric === 'msg') active.addMember(guild, member);
        else active.addVoice(guild, hour, channel, member, list.amounts[index] as number);
      }
    }
  }

  #count(guildId: Snowflake, day: Day, joinedAtMs: number | null): void {
    if (joinedAtMs !== null) this.#totals.add(tenureEvent(guildId, day, joinedAtMs));
  }

  /** The day of an hour. A later day becomes the latest one; for a day that is too old, null. */
  #dayOf(hour: Hour): ActiveDay | null {
    const day = dayOfHour(hour);
    if (day === this.#latest.day) return this.#latest;
    if (day > this.#latest.day) {
      const reused = this.#before;
      this.#before = day === this.#latest.day + 1 ? this.#latest : new ActiveDay(day - 1);
      reused.begin(day);
      this.#latest = reused;
      return reused;
    }
    return day === this.#before.day ? this.#before : null;
  }

  #guildNumber(guildId: Snowflake): number {
    const known = this.#guildNumbers.get(guildId);
    if (known !== undefined) return known;
    this.#guilds += 1;
    this.#guildNumbers.set(guildId, this.#guilds);
    return this.#guilds;
  }
}

function tenureEvent(guildId: Snowflake, day: Day, joinedAtMs: number) {
  return { guildId, metric: 'tenure', atMs: day * dayMs, key: String(tenureOn(day, joinedAtMs)) } as const;
}

/** The active members of a day, by guild and member number. */
class ActiveDay {
  #day: Day;
  readonly #members = new PairTable();
  /** Voice below one second: milliseconds by guild, hour, channel and member. */
  readonly #shortVoice = new Map<string, number>();

  constructor(day: Day) {
    this.#day = day;
  }

  get day(): Day {
    return this.#day;
  }

  has(guild: number, member: MemberNumber): boolean {
    return this.#members.has(guild, member);
  }

  /** True if the member was not active before. */
  addMember(guild: number, member: MemberNumber): boolean {
    return !this.#members.has(guild, member) && this.#members.add(guild, member, 1);
  }

  /** True if the member becomes active. Seconds are those of one counter: floor(ms / 1000). */
  addVoice(guild: number, hour: Hour, channel: ChannelNumber, member: MemberNumber, milliseconds: number): boolean {
    if (this.#members.has(guild, member)) return false;
    if (milliseconds >= secondMs) return this.addMember(guild, member);
    const key = `${guild} ${hour} ${channel} ${member}`;
    const sum = (this.#shortVoice.get(key) ?? 0) + milliseconds;
    if (sum >= secondMs) return this.addMember(guild, member);
    this.#shortVoice.set(key, sum);
    return false;
  }

  /** Whether the member was active. */
  remove(guild: number, member: MemberNumber): boolean {
    const wasActive = this.#members.has(guild, member);
    this.#members.delete(guild, member);
    return wasActive;
  }

  clear(): void {
    this.#members.clear();
    this.#shortVoice.clear();
  }

  /** Starts another day, with no active members. */
  begin(day: Day): void {
    this.clear();
    this.#day = day;
  }
}

const secondMs = 1000;
