import type { Hour, HourRange } from '../../core/time.ts';
import type { ActiveAround, MonthActivity } from './month-activity.ts';

/**
 * A month's activity, computed from its counters: the active days of each member, in an order that identifies no one,
 * and the number of members by the hour of their last activity.
 */
export class TabulatedActivity implements MonthActivity {
  readonly hours: HourRange;
  readonly #days: Uint32Array;
  readonly #lastHours: LastHours;

  /** `days` has a word for each member. Bit 0 is the first day of the month. */
  constructor(hours: HourRange, days: Uint32Array, lastHours: LastHours) {
    this.hours = hours;
    this.#days = days;
    this.#lastHours = lastHours;
  }

  /** The activity of a month without active members. */
  static ofNobody(hours: HourRange): TabulatedActivity {
    const none = new Uint32Array(0);
    return new TabulatedActivity(hours, none, { hours: new Uint16Array(0), members: none });
  }

  get dayCount(): number {
    return (this.hours.to - this.hours.from) / 24;
  }

  activeOn(from: number, to: number): number {
    const wanted = daysBetween(from, to);
    const days = this.#days;
    let count = 0;
    for (let index = 0; index < days.length; index += 1) if (((days[index] as number) & wanted) !== 0) count += 1;
    return count;
  }

  activeSince(hour: Hour): number {
    const { hours, members } = this.#lastHours;
    let count = 0;
    for (let index = hours.length - 1; index >= 0 && this.hours.from + (hours[index] as number) >= hour; index -= 1) {
      count += members[index] as number;
    }
    return count;
  }

  /** For a large month, these are the counts of an evenly spaced sample. */
  activeAround(day: number, before: number, after: number): ActiveAround {
    const [earlierDays, laterDays] = [daysBetween(day - before, day), daysBetween(day, day + after)];
    const days = this.#days;
    const step = Math.ceil(days.length / largestSample);
    const counts = { earlier: 0, later: 0, both: 0 };
    for (let index = 0; index < days.length; index += step) {
      const active = days[index] as number;
      const isEarlier = (active & earlierDays) !== 0;
      const isLater = (active & laterDays) !== 0;
      if (isEarlier) counts.earlier += 1;
      if (isLater) counts.later += 1;
      if (isEarlier && isLater) counts.both += 1;
    }
    return counts;
  }
}

/** `members[i]` members were last active in hour `hours[i]` of the month, where 0 is the first. Hours ascend. */
export interface LastHours {
  readonly hours: Uint16Array;
  readonly members: Uint32Array;
}

/** Enough for an estimate: a share of a sample of this size has an error below half a percent. */
const largestSample = 2 ** 16;

/** The bits of the days from `from`, included, to `to`, excluded. */
function daysBetween(from: number, to: number): number {
  return bitsBelow(Math.max(0, to)) & ~bitsBelow(Math.max(0, from));
}

function bitsBelow(day: number): number {
  return day >= 32 ? -1 : (1 << day) - 1;
}
