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
 * Counts for how long those had been members who are active on a day: wrote a message, or spent a second in voice. Each
 * counts once a day, at the first activity of that day; when they joined is used there and then, and forgotten. Who did
 * count is known, by number and in memory, of the latest day and of the one before, for what comes late over midnight;
 * older activity is not counted any more. After a restart it is known again from the counters, with which these totals are
 * committed: whoever has a counter of a day was counted, so that no crash counts anybody twice or not at all.
 *
 * Whose first activity of a day does not tell when they joined (a message out of history, a voice session that an earlier
 * process left) is active on that day without a tenure.
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
    // Counting must begin even where a blob cannot be read. Members who are only in that one may count twice.
    for (const [guildId, blobs] of recentCounters) {
      if (!this.#recall(guildId, blobs)) this.#recall(guildId, blobs.filter(isReadable));
    }
  }

  /** A message of a member was counted in an hour. */
  recordMessage(guildId: Snowflake, hour: Hour, member: MemberNumber, joinedAtMs: number | null): void {
    const active = this.#dayOf(hour);
    if (active?.addMember(this.#guildNumber(guildId), member)) this.#count(guildId, active.day, joinedAtMs);
  }

  /** Voice time of a member was counted in an hour. Together with what was counted there before it may make a second. */
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

  /** Whether a member was active on the day of an hour; false where that day is too long ago to be known. */
  isActive(guildId: Snowflake, hour: Hour, member: MemberNumber): boolean {
    return this.#dayOf(hour)?.has(this.#guildNumber(guildId), member) ?? false;
  }

  /**
   * A member is erased. On `erasedDays` their counters were written, and the store has taken them out of the totals; of any
   * other day the total is not written yet. `joinedAtMs` is null where it is not known what to take out.
   */
  forget(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null, erasedDays: ReadonlySet<Day>): void {
    for (const active of [this.#latest, this.#before]) {
      const wasActive = active.remove(this.#guildNumber(guildId), member);
      if (!wasActive || joinedAtMs === null || erasedDays.has(active.day)) continue;
      this.#totals.takeBack(tenureEvent(guildId, active.day, joinedAtMs));
    }
  }

  /** A new month: whoever is active has another number from now on. */
  beginMonth(): void {
    this.#latest.clear();
    this.#before.clear();
  }

  /** False where a blob cannot be read. */
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

  /** The day of an hour, which becomes the latest if it is; null for one that is too long ago. */
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

/** Who was active on a day, by guild and member number. */
class ActiveDay {
  #day: Day;
  readonly #members = new PairTable();
  /** Voice that has not made a second yet: milliseconds by guild, hour, channel and member. */
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

  /** True for whoever was not active before. */
  addMember(guild: number, member: MemberNumber): boolean {
    return !this.#members.has(guild, member) && this.#members.add(guild, member, 1);
  }

  /** True for whoever was not active before and now is. A second is one of a counter, as everywhere: floor(ms / 1000). */
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

  /** Nobody was active yet on another day. */
  begin(day: Day): void {
    this.clear();
    this.#day = day;
  }
}

const secondMs = 1000;
