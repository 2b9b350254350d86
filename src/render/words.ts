import { IntlMessageFormat } from 'intl-messageformat';
import { dayMs, type HourRange, hourMs, type Month, startOfMonthMs } from '../core/time.ts';
import enUs from './locales/en-US.json' with { type: 'json' };

/** The key of a sentence in the locales. */
export type MessageKey = keyof typeof enUs;

/** The values of a sentence's placeholders, by name. A function is asked for its value in the language that is spoken. */
export type MessageValues = Readonly<Record<string, string | number | ((words: Words) => string)>>;

/**
 * The words of one language: sentences by key, in ICU MessageFormat, and numbers and dates as its readers write them.
 * Everything that a person reads in Discord comes from here.
 */
export class Words {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** The IANA name of the time zone of {@link localMinute} and {@link localTimeOfDay}. */
  readonly timezone: string;
  readonly #messages: Readonly<Record<MessageKey, string>>;
  #parsed = new Map<MessageKey, IntlMessageFormat>();
  #numberFormats = new Map<string, Intl.NumberFormat>();
  #dateFormats = new Map<string, Intl.DateTimeFormat>();

  /** @param locale The BCP 47 tag by which numbers and dates are written. */
  constructor(locale: string, messages: Readonly<Record<MessageKey, string>>, timezone = 'UTC') {
    this.locale = locale;
    this.#messages = messages;
    this.timezone = timezone;
  }

  /** The same words with the clock times of a time zone. They share what was parsed. */
  in(timezone: string): Words {
    if (timezone === this.timezone) return this;
    const words = new Words(this.locale, this.#messages, timezone);
    words.#parsed = this.#parsed;
    words.#numberFormats = this.#numberFormats;
    words.#dateFormats = this.#dateFormats;
    return words;
  }

  /** These sentences, with others in the place of those of the same key. */
  withSentences(others: Readonly<Partial<Record<MessageKey, string>>>): Readonly<Record<MessageKey, string>> {
    return { ...this.#messages, ...others };
  }

  /** The sentence with its placeholders filled. */
  say(key: MessageKey, values: MessageValues = {}): string {
    const parsed = this.#parsed.get(key) ?? this.#parse(key);
    const spoken = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'function' ? value(this) : value,
    ]);
    return String(parsed.format(Object.fromEntries(spoken)));
  }

  /** The keys of all sentences, in the order of the locale. */
  get keys(): readonly MessageKey[] {
    return Object.keys(this.#messages) as MessageKey[];
  }

  /** The placeholders of a sentence, by name, each with the cases that the sentence tells apart: none for a plain value. */
  placeholders(key: MessageKey): ReadonlyMap<string, readonly string[]> {
    const parsed = this.#parsed.get(key) ?? this.#parse(key);
    return placeholdersIn(parsed.getAst());
  }

  /** `17,265`. */
  number(value: number, decimals = 0): string {
    return this.#numbers({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  }

  /** `940`, and from ten thousand on `10k`, `1.2m`. */
  compact(value: number): string {
    const isLong = Math.abs(value) >= 10_000;
    return this.#numbers({ notation: isLong ? 'compact' : 'standard', maximumFractionDigits: 1 }).format(value);
  }

  /** The days of a range as a person writes them: `10–13 November 2025`, or `10 November 2025` for one day. */
  days({ from, to }: HourRange): string {
    const text = this.#dates({ dateStyle: 'long' })
      .formatRange(from * hourMs, to * hourMs - 1)
      .replace(/\s*–\s*/, ' – ');
    return text.replace(/^(\d+\.?) – (?=\d+\.? [^\d]+ \d+$)/, '$1–'); // Both days are of one month.
  }

  /** `10 November 2025, 14:05 UTC`. */
  minute(timeMs: number): string {
    return this.say('time.at', { day: this.#day(timeMs), time: this.timeOfDay(timeMs) });
  }

  /** As {@link minute}, with the seconds. */
  second(timeMs: number): string {
    return this.say('time.at', { day: this.#day(timeMs), time: this.timeOfDay(timeMs, 'second') });
  }

  /** `14:05 UTC`. */
  timeOfDay(timeMs: number, precision: 'minute' | 'second' = 'minute'): string {
    const time = new Date(timeMs).toISOString().slice(11, precision === 'minute' ? 16 : 19);
    return this.say('time.ofDay', { time });
  }

  /** `10 November 2025, 15:05 (Europe/Berlin)`: an instant in the guild's time zone. */
  localMinute(timeMs: number): string {
    if (this.timezone === 'UTC') return this.minute(timeMs);
    const day = this.#dates({ dateStyle: 'long' }, this.timezone).format(timeMs);
    return this.say('time.at', { day, time: this.localTimeOfDay(timeMs) });
  }

  /** `15:05 (Europe/Berlin)`: an instant in the guild's time zone. */
  localTimeOfDay(timeMs: number): string {
    if (this.timezone === 'UTC') return this.timeOfDay(timeMs);
    const time = this.#dates({ timeStyle: 'short' }, this.timezone).format(timeMs);
    return this.say('time.ofDayIn', { time, zone: this.timezone });
  }

  #day(timeMs: number): string {
    return this.#dates({ dateStyle: 'long' }).format(timeMs);
  }

  /** `Wednesday`. 0 is Monday. */
  weekday(weekday: number): string {
    return this.#dates({ weekday: 'long' }).format(mondayMs + weekday * dayMs);
  }

  /** `Wed`. 0 is Monday. */
  shortWeekday(weekday: number): string {
    return this.#dates({ weekday: 'short' }).format(mondayMs + weekday * dayMs);
  }

  /** `14:00`, of an hour of the day. */
  time(hour: number): string {
    return this.#dates({ timeStyle: 'short' }).format(hour * hourMs);
  }

  /** `14 Mar`, of an instant in UTC. */
  dayAndMonth(timeMs: number): string {
    return this.#dates({ day: 'numeric', month: 'short' }).format(timeMs);
  }

  /** `Mon 14 Mar`, of an instant in UTC. */
  weekdayAndDay(timeMs: number): string {
    return this.#dates({ weekday: 'short', day: 'numeric', month: 'short' }).format(timeMs);
  }

  /** `Monday, 14 October 2024`, of an instant in UTC. */
  weekdayAndLongDay(timeMs: number): string {
    return new Date(timeMs).toLocaleString(this.locale, { dateStyle: 'full', timeZone: 'UTC' });
  }

  /** `Mon 14`, of an instant in UTC. */
  weekdayAndDate(timeMs: number): string {
    return this.#dates({ weekday: 'short', day: 'numeric' }).format(timeMs);
  }

  /** `Mar`, or `Mar 2026`. */
  shortMonth(month: Month, withYear = false): string {
    const form = { month: 'short' } as const;
    return this.#dates(withYear ? { ...form, year: 'numeric' } : form).format(startOfMonthMs(month));
  }

  /** `November`. */
  monthOfYear(month: Month): string {
    return this.#dates({ month: 'long' }).format(startOfMonthMs(month));
  }

  /** `November 2025`. */
  month(month: Month): string {
    return this.#dates({ month: 'long', year: 'numeric' }).format(startOfMonthMs(month));
  }

  /**
   * `November 2025`, or `November 2025 to January 2026` for several months.
   *
   * @param months Ascending, at least one.
   */
  monthSpan(months: readonly Month[]): string {
    const [first = 0, last = first] = [months[0], months.at(-1)];
    if (first === last) return this.month(first);
    return this.say('time.months', { first: this.month(first), last: this.month(last) });
  }

  /** Items with commas and an `and`. */
  list(items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
    return new Intl.ListFormat(this.locale, { type }).format(items);
  }

  /** Making a format takes longer than a hundred uses of it. */
  #numbers(form: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(form);
    const format = this.#numberFormats.get(key) ?? new Intl.NumberFormat(this.locale, form);
    this.#numberFormats.set(key, format);
    return format;
  }

  #dates(form: Intl.DateTimeFormatOptions, timeZone = 'UTC'): Intl.DateTimeFormat {
    const key = JSON.stringify({ ...form, timeZone });
    const format = this.#dateFormats.get(key) ?? new Intl.DateTimeFormat(this.locale, { ...form, timeZone });
    this.#dateFormats.set(key, format);
    return format;
  }

  #parse(key: MessageKey): IntlMessageFormat {
    // Sentences hold `<#…>` and `<channel|all>`, which are no tags.
    const parsed = new IntlMessageFormat(this.#messages[key], this.locale, undefined, { ignoreTag: true });
    this.#parsed.set(key, parsed);
    return parsed;
  }
}

/** 5 January 1970. */
const mondayMs = 4 * dayMs;

type Elements = ReturnType<IntlMessageFormat['getAst']>;

function placeholdersIn(elements: Elements): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const element of elements) {
    if (element.type === 0 || element.type === 7) continue; // Text, and the number sign of a plural.
    const cases = 'options' in element ? Object.entries(element.options) : [];
    found.set(element.value, [...new Set([...(found.get(element.value) ?? []), ...cases.map(([name]) => name)])]);
    for (const [, { value }] of cases) {
      for (const [name, inner] of placeholdersIn(value)) {
        found.set(name, [...new Set([...(found.get(name) ?? []), ...inner])]);
      }
    }
  }
  return found;
}

/** English. Its days are written before the month, because `1/2` is read differently in different countries. */
export const english = new Words('en-GB', enUs);
