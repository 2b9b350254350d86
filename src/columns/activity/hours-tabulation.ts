import { countsInHour, type TrialSpans } from '../../core/membership/trial-span.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import { CounterList } from '../blob/counter-list.ts';
import { readMemberGroups } from '../columns.ts';
import { withRoomForMembers } from '../room-for-members.ts';
import { readRollUpMembers } from '../series/visit-roll-up.ts';
import { leastActivity } from './month-activity.ts';

/** One bit per window in a word per member. */
export const mostWindows = 32;

/** Computes how many members were active in each of some ranges of hours within one month, all in one pass. */
export class HoursTabulation {
  readonly #windows: readonly HourRange[];
  readonly #trial: TrialSpans;
  readonly #list = new CounterList();
  /** By member number: a bit for each window. */
  #marks = new Uint32Array(0);

  /**
   * @param windows At most {@link mostWindows}.
   * @param trial Activity of members while in trial does not count.
   */
  constructor(windows: readonly HourRange[], trial: TrialSpans = new Map()) {
    this.#windows = windows;
    this.#trial = trial;
  }

  /**
   * Adds blobs. Together they must hold all counters of their hours.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    readMemberGroups(blobs, this.#list, (hour, metric) => this.#note(hour, leastActivity[metric]));
  }

  /**
   * Adds the roll-up of a day that each window has whole or not at all.
   *
   * @throws {CorruptColumns} when it cannot be read.
   */
  addRollUp(rollUp: Uint8Array): void {
    readRollUpMembers(rollUp, this.#list, (hour, metric) => this.#note(hour, leastActivity[metric]));
  }

  /** The number of active members of each window, in their order. */
  finish(): readonly number[] {
    const counts = this.#windows.map(() => 0);
    for (let member = 0; member < this.#marks.length; member += 1) {
      const marks = this.#marks[member] as number;
      if (marks === 0) continue;
      for (let window = 0; window < counts.length; window += 1) {
        counts[window] = (counts[window] as number) + ((marks >>> window) & 1);
      }
    }
    return counts;
  }

  #note(hour: Hour, least: number): void {
    const mark = this.#windows.reduce((bits, { from, to }, window) => {
      return hour >= from && hour < to ? bits | (1 << window) : bits;
    }, 0);
    if (mark === 0) return;
    const { members, amounts, length } = this.#list;
    this.#marks = withRoomForMembers(this.#marks, members, length);
    const [marks, trial] = [this.#marks, this.#trial];
    for (let index = 0; index < length; index += 1) {
      if ((amounts[index] as number) < least) continue;
      const member = members[index] as number;
      if (trial.size > 0 && !countsInHour(trial.get(member), hour)) continue;
      marks[member] = (marks[member] as number) | mark;
    }
  }
}
