import type { MemberNumber } from '../core/counter.ts';
import { countsInHour, type TrialSpans } from '../core/membership/trial-span.ts';
import type { Hour, HourRange } from '../core/time.ts';
import { leastActivity } from './activity/month-activity.ts';
import { CounterList } from './blob/counter-list.ts';
import { readMemberGroups } from './columns.ts';
import { dayClasses, type MonthSpread, regularFrom } from './month-spread.ts';
import { roomForMembers } from './room-for-members.ts';

/** Members per turn of the event loop: a few milliseconds of work. */
const membersPerTurn = 2 ** 14;

/**
 * Computes how the activity of a month is spread over members, from each member's messages and active days (as bits).
 */
export class SpreadTabulation {
  readonly #list = new CounterList();
  readonly #hours: HourRange;
  readonly #trial: TrialSpans;
  /** By member number: bit 0 is the first day of the month. */
  #days = new Uint32Array(0);
  /** By member number. */
  #messages = new Float64Array(0);

  /** `hours` are those of the month. Activity of members while in `trial` does not count. */
  constructor(hours: HourRange, trial: TrialSpans = new Map()) {
    this.#hours = hours;
    this.#trial = trial;
  }

  /**
   * Adds blobs. Together they must hold all counters of their hours, which are in the month.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    readMemberGroups(blobs, this.#list, (hour, metric) => this.#note(hour, metric));
  }

  /** The spread of what was added. Calls `nextTurn` to yield, because half a million members take a while. */
  async finish(nextTurn: () => Promise<unknown>): Promise<MonthSpread> {
    const daysActive = dayClasses.map(() => 0);
    const writersOf = new Map<number, number>();
    for (let member = 0; member < this.#days.length; member += 1) {
      if (member % membersPerTurn === membersPerTurn - 1) await nextTurn();
      const days = bitCount(this.#days[member] as number);
      const place = dayClasses.findIndex(({ to }) => days <= to);
      if (days > 0) daysActive[place] = (daysActive[place] as number) + 1;
      const messages = this.#messages[member] as number;
      if (messages > 0) writersOf.set(messages, (writersOf.get(messages) ?? 0) + 1);
    }
    return { daysActive, ...spreadOfWriters(writersOf) };
  }

  #note(hour: Hour, metric: 'msg' | 'voice'): void {
    const { members, amounts, length } = this.#list;
    this.#reach(members, length);
    const [days, messages, trial] = [this.#days, this.#messages, this.#trial];
    const day = 1 << Math.floor((hour - this.#hours.from) / 24);
    const least = leastActivity[metric];
    for (let index = 0; index < length; index += 1) {
      const amount = amounts[index] as number;
      const member: MemberNumber = members[index] as number;
      if (amount < least || (trial.size > 0 && !countsInHour(trial.get(member), hour))) continue;
      days[member] = (days[member] as number) | day;
      if (metric === 'msg') messages[member] = (messages[member] as number) + amount;
    }
  }

  #reach(members: Uint32Array, length: number): void {
    const size = roomForMembers(members, length, this.#days.length);
    if (size === this.#days.length) return;
    const [days, messages] = [new Uint32Array(size), new Float64Array(size)];
    days.set(this.#days);
    messages.set(this.#messages);
    this.#days = days;
    this.#messages = messages;
  }
}

/** `writersOf` maps a number of messages to the number of writers. It stays small however many writers there are. */
function spreadOfWriters(writersOf: ReadonlyMap<number, number>): Omit<MonthSpread, 'daysActive'> {
  const descending = [...writersOf].sort(([one], [other]) => other - one);
  const writers = descending.reduce((sum, [, people]) => sum + people, 0);
  const topPeople = Math.ceil(writers / 10);
  let [regularWriters, messages, topMessages, above] = [0, 0, 0, 0];
  for (const [amount, people] of descending) {
    if (amount >= regularFrom) regularWriters += people;
    messages += amount * people;
    topMessages += amount * Math.max(0, Math.min(people, topPeople - above));
    above += people;
  }
  return { writers, regularWriters, messages, topTenth: { people: topPeople, messages: topMessages } };
}

/** The number of bits set in a 32-bit word (Warren, "Hacker's Delight", section 5-1). */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
