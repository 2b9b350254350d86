import { type Hour, type HourRange, hourOf } from '../../core/time.ts';
import { LocalHours } from '../hours/local-hours.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { isNotKnown, type Value } from '../value.ts';
import { type HourOfWeekDeps, type HourOfWeekMeasure, hourOfWeek } from './hour-of-week.ts';

export const windowMeasures = ['people', 'cover'] as const;
export type WindowMeasure = (typeof windowMeasures)[number];

/**
 * The three windows of two hours of the week with most people, best first, without common hours. The key of each is its
 * next occurrence after now.
 * - `people`: as in `hourOfWeek`, the mean of the two hours;
 * - `cover`: likewise, as far as it is known.
 *
 * Hours that were observed for less than half are in none. There are fewer windows if nobody was there in all others.
 */
export async function windows(query: Query, deps: HourOfWeekDeps): Promise<Result<WindowMeasure>> {
  const { rows, facts } = await hourOfWeek(query, deps);
  const hours = rows.map(({ values }) => values);
  const chosen: Window[] = [];
  for (const window of windowsOf(hours)) {
    if (chosen.length < most && chosen.every((other) => !touches(window, other))) chosen.push(window);
  }
  const local = new LocalHours(query.timezone ?? 'UTC');
  const next = hourOf(facts.askedAtMs) + 1;
  return {
    query,
    measures: windowMeasures,
    rows: chosen.flatMap(({ start, values }): readonly ResultRow<WindowMeasure>[] => {
      const span = nextOccurrence(start, next, local);
      return span === null ? [] : [{ key: { kind: 'period', ...span }, values }];
    }),
    facts,
    before: null,
  };
}

const most = 3;

const hoursPerWeek = 168;

interface Window {
  /** Its first hour of the week. */
  readonly start: number;
  readonly people: number;
  readonly values: Readonly<Record<WindowMeasure, Value>>;
}

type HourValues = Readonly<Record<HourOfWeekMeasure, Value>>;

/** All windows with people, best first; of equal ones the earlier in the week. */
function windowsOf(hours: readonly HourValues[]): readonly Window[] {
  const windows = hours.flatMap((first, start): readonly Window[] => {
    const second = hours[(start + 1) % hours.length];
    if (second === undefined || !isSeen(first) || !isSeen(second)) return [];
    const people = meanOf(first.people, second.people);
    if (typeof people !== 'number' || people === 0) return [];
    return [{ start, people, values: { people, cover: meanOf(first.cover, second.cover) } }];
  });
  return windows.sort((a, b) => b.people - a.people || a.start - b.start);
}

function isSeen({ observedShare }: HourValues): boolean {
  return typeof observedShare === 'number' && observedShare >= 0.5;
}

function meanOf(first: Value, second: Value): Value {
  if (typeof first === 'number' && typeof second === 'number') return (first + second) / 2;
  return isNotKnown(first) ? first : second;
}

function touches(one: Window, other: Window): boolean {
  const apart = Math.abs(one.start - other.start);
  return Math.min(apart, hoursPerWeek - apart) < 2;
}

/** Null for an hour that the clocks of the time zone skip. */
function nextOccurrence(start: number, from: Hour, local: LocalHours): HourRange | null {
  for (let hour = from; hour < from + 2 * hoursPerWeek; hour += 1) {
    const isWindow = local.hourOfWeek(hour) === start && local.hourOfWeek(hour + 1) === (start + 1) % hoursPerWeek;
    if (isWindow) return { from: hour, to: hour + 2 };
  }
  return null;
}
