import type { Hour, HourRange } from './time.ts';

/**
 * Who was active when within one month, without anybody in it: how many members were active on exactly these days of the
 * month, and how many had their last activity in which hour. All that is asked of a month's active members is answered
 * from that.
 */
export class MonthActivity {
  /** The hours of the month. */
  readonly hours: HourRange;
  readonly #patterns: DayPatterns;
  readonly #lastHours: LastHours;

  constructor(hours: HourRange, patterns: DayPatterns, lastHours: LastHours) {
    this.hours = hours;
    this.#patterns = patterns;
    this.#lastHours = lastHours;
  }

  /** How many days the month has. */
  get dayCount(): number {
    return (this.hours.to - this.hours.from) / 24;
  }

  /** How many members were active on any of the days from `from` up to and without `to`, 0 being the first of the month. */
  activeOn(from: number, to: number): number {
    return this.#count(daysBetween(from, to));
  }

  /** How many were active both before and after a day begins: in the `before` days up to it and in the `after` days from it. */
  activeAround(day: number, before: number, after: number): number {
    const [earlier, later] = [daysBetween(day - before, day), daysBetween(day, day + after)];
    const { days, members } = this.#patterns;
    let count = 0;
    for (let index = 0; index < days.length; index += 1) {
      const pattern = days[index] as number;
      if ((pattern & earlier) !== 0 && (pattern & later) !== 0) count += members[index] as number;
    }
    return count;
  }

  /** How many members were active in this hour or later in the month. */
  activeSince(hour: Hour): number {
    const { hours, members } = this.#lastHours;
    let count = 0;
    for (let index = hours.length - 1; index >= 0 && this.hours.from + (hours[index] as number) >= hour; index -= 1) {
      count += members[index] as number;
    }
    return count;
  }

  #count(wanted: number): number {
    const { days, members } = this.#patterns;
    let count = 0;
    for (let index = 0; index < days.length; index += 1) {
      if (((days[index] as number) & wanted) !== 0) count += members[index] as number;
    }
    return count;
  }
}

/** `members[i]` members were active on exactly the days of `days[i]`, in which bit 0 is the first of the month. */
export interface DayPatterns {
  readonly days: Uint32Array;
  readonly members: Uint32Array;
}

/** `members[i]` members had their last activity in the hour `hours[i]` of the month, from 0 up. Hours ascend. */
export interface LastHours {
  readonly hours: Uint16Array;
  readonly members: Uint32Array;
}

/** The bits of the days from `from` up to and without `to`. */
function daysBetween(from: number, to: number): number {
  return bitsBelow(Math.max(0, to)) & ~bitsBelow(Math.max(0, from));
}

function bitsBelow(day: number): number {
  return day >= 32 ? -1 : (1 << day) - 1;
}
