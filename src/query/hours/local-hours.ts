import { dayOfHour, type Hour, hourMs, hourOfWeek } from '../../core/time.ts';

/**
 * Finds the hour of the week that an hour is in a time zone, by the offset of that hour, so that daylight saving time is
 * right. Zones with half hours are rounded down to the hour.
 */
export class LocalHours {
  readonly #format: Intl.DateTimeFormat;
  readonly #isUtc: boolean;
  /** By day in UTC: the offset in hours; null if it changes on that day. */
  readonly #offsets = new Map<number, number | null>();

  /** @throws {RangeError} for an unknown time zone. */
  constructor(timezone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' });
    this.#isUtc = this.#format.resolvedOptions().timeZone === 'UTC';
  }

  /** The hour of the week, 0 to 167; 0 is Monday, 00:00. */
  hourOfWeek(hour: Hour): number {
    return hourOfWeek(hour + this.#offsetAt(hour));
  }

  #offsetAt(hour: Hour): number {
    if (this.#isUtc) return 0;
    const day = dayOfHour(hour);
    let ofDay = this.#offsets.get(day);
    if (ofDay === undefined) {
      const [first, last] = [this.#offset(day * 24), this.#offset(day * 24 + 23)];
      ofDay = first === last ? first : null;
      this.#offsets.set(day, ofDay);
    }
    return ofDay ?? this.#offset(hour);
  }

  #offset(hour: Hour): number {
    const name = this.#format.formatToParts(hour * hourMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = offsetPattern.exec(name) ?? [];
    const offset = Number(hours) + Number(minutes) / 60;
    return Math.floor(sign === '-' ? -offset : offset);
  }
}

/** Such as `GMT+05:30`, or `GMT` for none. */
const offsetPattern = /GMT([+-])(\d+):(\d+)/;
