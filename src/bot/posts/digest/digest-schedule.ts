import { type Hour, type HourRange, hourOfWeek } from '../../../core/time.ts';
import { LocalHours } from '../../../query/hours/local-hours.ts';

/** The periods of digests that are not the report of a month. */
export type DigestPeriod = 'daily' | 'weekly';

/**
 * When a guild's digests are due: a period, which is of UTC, at the first time after its end at which the clock in the
 * guild's time zone comes to an hour of the day. An hour that the clock skips is passed when it is skipped, and of one that
 * it repeats the first counts. Posts are made at full hours in UTC, so in zones with half hours within that hour.
 */
export class DigestSchedule {
  readonly #local: LocalHours;
  readonly #hourOfDay: number;

  /** @throws {RangeError} for an unknown time zone. */
  constructor(hourOfDay: number, timezone = 'UTC') {
    this.#local = new LocalHours(timezone);
    this.#hourOfDay = hourOfDay;
  }

  /** The last period whose digest is due in this hour. */
  lastDue(period: DigestPeriod, now: Hour): HourRange {
    const length = period === 'daily' ? 24 : 7 * 24;
    let end = period === 'daily' ? now - (hourOfWeek(now) % 24) : now - hourOfWeek(now);
    while (this.dueAt(end) > now) end -= length;
    return { from: end - length, to: end };
  }

  /** The hour in which a period that ended at `end` is due. */
  dueAt(end: Hour): Hour {
    let hour = end;
    while (!this.#comesToIt(hour)) hour += 1;
    return hour;
  }

  /** Whether the clock shows the hour of the day, or has passed it since the hour before. */
  #comesToIt(hour: Hour): boolean {
    const [before, now] = [this.#local.hourOfWeek(hour - 1), this.#local.hourOfWeek(hour)];
    const passed = (now - before + hoursPerWeek) % hoursPerWeek;
    // Set back: nothing was passed.
    const first = passed === 0 || passed > hoursPerWeek / 2 ? now : before + 1;
    for (let shown = first; ; shown += 1) {
      if (shown % 24 === this.#hourOfDay) return true;
      if (shown % hoursPerWeek === now) return false;
    }
  }
}

const hoursPerWeek = 7 * 24;
