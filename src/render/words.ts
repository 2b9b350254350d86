import { IntlMessageFormat } from 'intl-messageformat';
import { type HourRange, hourMs, type Month, startOfMonthMs } from '../core/time.ts';
import enUs from './locales/en-US.json' with { type: 'json' };

/** The key of a sentence in the locales. */
export type MessageKey = keyof typeof enUs;

/** The values of a sentence's placeholders, by name. */
export type MessageValues = Readonly<Record<string, string | number>>;

/**
 * The words of one language: sentences by key, in ICU MessageFormat, and numbers and dates as its readers write them.
 * Everything that a person reads in Discord comes from here.
 */
export class Words {
  readonly #dateLocale: string;
  readonly #messages: Readonly<Record<MessageKey, string>>;
  readonly #parsed = new Map<MessageKey, IntlMessageFormat>();

  /** @param dateLocale The BCP 47 tag by which numbers and dates are written. */
  constructor(dateLocale: string, messages: Readonly<Record<MessageKey, string>>) {
    this.#dateLocale = dateLocale;
    this.#messages = messages;
  }

  /** The sentence with its placeholders filled. */
  say(key: MessageKey, values: MessageValues = {}): string {
    const parsed = this.#parsed.get(key) ?? this.#parse(key);
    return String(parsed.format(values));
  }

  /** `17,265`. */
  number(value: number, decimals = 0): string {
    return value.toLocaleString(this.#dateLocale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  /** The days of a range as a person writes them: `10–13 November 2025`, or `10 November 2025` for one day. */
  days({ from, to }: HourRange): string {
    const format = new Intl.DateTimeFormat(this.#dateLocale, { dateStyle: 'long', timeZone: 'UTC' });
    const text = format.formatRange(from * hourMs, to * hourMs - 1).replace(/\s*–\s*/, ' – ');
    return text.replace(/^(\d+) – (?=\d+ [^\d]+ \d+$)/, '$1–'); // Both days are of one month.
  }

  /** `Wednesday`. 0 is Monday. */
  weekday(weekday: number): string {
    const mondayMs = 4 * 24 * hourMs; // 5 January 1970.
    return new Date(mondayMs + weekday * 24 * hourMs).toLocaleString(this.#dateLocale, {
      weekday: 'long',
      timeZone: 'UTC',
    });
  }

  /** `14:00`, of an hour of the day. */
  time(hour: number): string {
    const text = new Intl.DateTimeFormat(this.#dateLocale, { timeStyle: 'short', timeZone: 'UTC' });
    return text.format(hour * hourMs);
  }

  /** `14 Mar`, of an instant in UTC. */
  dayAndMonth(timeMs: number): string {
    return new Date(timeMs).toLocaleString(this.#dateLocale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  }

  /** `November 2025`. */
  month(month: Month): string {
    return new Date(startOfMonthMs(month)).toLocaleString(this.#dateLocale, {
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    });
  }

  /** Items with commas and an `and`. */
  list(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
    return new Intl.ListFormat(this.#dateLocale, { type }).format(items);
  }

  #parse(key: MessageKey): IntlMessageFormat {
    // Sentences hold `<#…>` and `<channel|all>`, which are no tags.
    const parsed = new IntlMessageFormat(this.#messages[key], this.#dateLocale, undefined, { ignoreTag: true });
    this.#parsed.set(key, parsed);
    return parsed;
  }
}

/** English. Its days are written before the month, because `1/2` is read differently in different countries. */
export const english = new Words('en-GB', enUs);
