import type { MemberNumber } from '../../core/counter.ts';
import { countsInHour, type TrialSpans } from '../../core/membership/trial-span.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import { CounterList } from '../blob/counter-list.ts';
import { readMemberGroups } from '../columns.ts';
import { roomForMembers } from '../room-for-members.ts';
import { readRollUpMembers } from '../series/visit-roll-up.ts';
import { leastActivity } from './month-activity.ts';
import { type LastHours, TabulatedActivity } from './tabulated-activity.ts';

/** The active members of a part of a month: ten bytes for each. */
export interface NotedActivity {
  readonly members: Uint32Array;
  /** Bit 0 is the first day of the month. */
  readonly days: Uint32Array;
  /** In hours from the start of the month. */
  readonly lastHours: Uint16Array;
}

/**
 * Computes the activity of one month: for each member, a word with a bit for each active day, and the last active hour.
 * The memory is reused for the next month or guild; otherwise ten thousand small guilds would need gigabytes.
 */
export class ActivityTabulation {
  readonly #list = new CounterList();
  /** By member number: bit 0 is the first day of the month. */
  #days = new Uint32Array(0);
  /** By member number, in hours from the start of the month. */
  #lastHours = new Uint16Array(0);
  /** The members with at least one active day. */
  #members: MemberNumber[] = [];
  #hours: HourRange = { from: 0, to: 0 };
  #trial: TrialSpans = new Map();

  /**
   * Starts a month, given by its hours, and drops what was added before. Activity of members while in `trial` does not
   * count.
   */
  begin(hours: HourRange, trial: TrialSpans = new Map()): void {
    for (const member of this.#members) {
      this.#days[member] = 0;
      this.#lastHours[member] = 0;
    }
    this.#members = [];
    this.#hours = hours;
    this.#trial = trial;
  }

  /**
   * Adds blobs. Together they must hold all counters of their hours, which are in the month.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    readMemberGroups(blobs, this.#list, (hour, metric) => this.#note(hour, leastActivity[metric]));
  }

  /**
   * Adds the roll-up of a day. The hours in which its members were last active are not known: until counters of that day
   * are added too, it is as if it were the first hour.
   *
   * @throws {CorruptColumns} when it cannot be read.
   */
  addRollUp(rollUp: Uint8Array): void {
    readRollUpMembers(rollUp, this.#list, (hour, metric) => this.#note(hour, leastActivity[metric]));
  }

  /** What was added, by member, to go on with later. */
  noted(): NotedActivity {
    return {
      members: Uint32Array.from(this.#members),
      days: Uint32Array.from(this.#members, (member) => this.#days[member] as number),
      lastHours: Uint16Array.from(this.#members, (member) => this.#lastHours[member] as number),
    };
  }

  /** Starts a month with what was noted of it. */
  resume(hours: HourRange, { members, days, lastHours }: NotedActivity): void {
    this.begin(hours);
    this.#reach(members, members.length);
    this.#members = [...members];
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index] as number;
      this.#days[member] = days[index] as number;
      this.#lastHours[member] = lastHours[index] as number;
    }
  }

  /** The activity of what was added. */
  finish(): TabulatedActivity {
    const days = new Uint32Array(this.#members.length);
    const byLastHour = new Uint32Array(this.#hours.to - this.#hours.from);
    for (let index = 0; index < days.length; index += 1) {
      const member = this.#members[index] as number;
      days[index] = this.#days[member] as number;
      (byLastHour[this.#lastHours[member] as number] as number) += 1;
    }
    return new TabulatedActivity(this.#hours, days, lastHours(byLastHour));
  }

  #note(hour: Hour, least: number): void {
    const { members, amounts, length } = this.#list;
    this.#reach(members, length);
    const [days, lasts, trial] = [this.#days, this.#lastHours, this.#trial];
    const hourOfMonth = hour - this.#hours.from;
    const day = 1 << Math.floor(hourOfMonth / 24);
    for (let index = 0; index < length; index += 1) {
      if ((amounts[index] as number) < least) continue;
      const member = members[index] as number;
      if (trial.size > 0 && !countsInHour(trial.get(member), hour)) continue;
      const before = days[member] as number;
      if (before === 0) this.#members.push(member);
      days[member] = before | day;
      if (hourOfMonth > (lasts[member] as number)) lasts[member] = hourOfMonth;
    }
  }

  #reach(members: Uint32Array, length: number): void {
    const size = roomForMembers(members, length, this.#days.length);
    if (size === this.#days.length) return;
    const [days, lasts] = [new Uint32Array(size), new Uint16Array(size)];
    days.set(this.#days);
    lasts.set(this.#lastHours);
    this.#days = days;
    this.#lastHours = lasts;
  }
}

function lastHours(byLastHour: Uint32Array): LastHours {
  const hours: number[] = [];
  const members: number[] = [];
  for (let hour = 0; hour < byLastHour.length; hour += 1) {
    if (byLastHour[hour] === 0) continue;
    hours.push(hour);
    members.push(byLastHour[hour] as number);
  }
  return { hours: Uint16Array.from(hours), members: Uint32Array.from(members) };
}
