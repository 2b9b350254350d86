/** A calendar that only knows how to walk from day to day, and never computes the length of anything. */
export class NaiveDay {
  readonly #date: Date;

  constructor(timeMs: number) {
    this.#date = new Date(timeMs);
    this.#date.setUTCHours(0, 0, 0, 0);
  }

  get iso(): string {
    return this.#date.toISOString().slice(0, 10);
  }

  get year(): number {
    return this.#date.getUTCFullYear();
  }

  /** From 1 for January. */
  get month(): number {
    return this.#date.getUTCMonth() + 1;
  }

  get dayOfMonth(): number {
    return this.#date.getUTCDate();
  }

  get monthName(): string {
    return months[this.#date.getUTCMonth()] ?? '';
  }

  get weekdayName(): string {
    return weekdays[this.#date.getUTCDay()] ?? '';
  }

  plus(days: number): NaiveDay {
    const date = new Date(this.#date);
    date.setUTCDate(date.getUTCDate() + days);
    return new NaiveDay(date.getTime());
  }

  isBefore(other: NaiveDay): boolean {
    return this.iso < other.iso;
  }

  /** The day itself, or the nearest before it, that is as wanted. */
  backTo(isWanted: (day: NaiveDay) => boolean): NaiveDay {
    let day: NaiveDay = this;
    while (!isWanted(day)) day = day.plus(-1);
    return day;
  }

  /** The days around this one that are in the same unit of the calendar, up to `last`. */
  allOf(unit: Unit, last: NaiveDay): readonly NaiveDay[] {
    let first: NaiveDay = this;
    while (first.plus(-1).#unit(unit) === this.#unit(unit)) first = first.plus(-1);
    const days: NaiveDay[] = [];
    for (let day = first; day.#unit(unit) === this.#unit(unit) && !last.isBefore(day); day = day.plus(1))
      days.push(day);
    return days;
  }

  #unit(unit: Unit): string {
    if (unit === 'day') return this.iso;
    if (unit === 'week') return this.backTo(({ weekdayName }) => weekdayName === 'Monday').iso;
    if (unit === 'month') return `${this.year}-${this.month}`;
    if (unit === 'quarter') return `${this.year}-${Math.ceil(this.month / 3)}`;
    return String(this.year);
  }
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** From the first day to the day after the last. */
export function rangeOf(days: readonly NaiveDay[]): string {
  return `${days[0]?.iso}..${days.at(-1)?.plus(1).iso}`;
}
