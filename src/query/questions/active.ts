import { dayMs, type HourRange } from '../../core/time.ts';
import {
  type CountedDays,
  type CountedWindow,
  counted,
  countedDays,
  countedWhole,
  daysOf,
  meanOf,
  valueOfWindow,
} from '../active/active-numbers.ts';
import { type ActiveWindows, guildWindows, monthHours, weekHours } from '../active/active-windows.ts';
import { comparedRange, upToNow } from '../hours/compared-range.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { isBetween, isNotKnown, notKnown, type Value } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';

/**
 * Active members: in the range, on an average day of it, in the 7 and in the 30 days that end with it, and the mean day
 * as a share of the 30 days.
 */
export const activeMeasures = ['inRange', 'perDay', 'week', 'month', 'stickiness'] as const;
export type ActiveMeasure = (typeof activeMeasures)[number];

export interface ActiveQuery extends Query<'active'> {
  /** Whole days, the first of them today or earlier. */
  readonly range: HourRange;
  readonly compareWith?: 'periodBefore';
}

/**
 * How many members were active. A range that has not ended is cut at the nearest full hour. The current day is left out
 * of the daily mean unless it is the only one.
 */
export async function active(query: ActiveQuery, deps: QuestionDeps): Promise<Result<ActiveMeasure>> {
  const { guildId, onProgress } = query;
  const { store, clock, activities } = deps;
  const nowMs = clock.now();
  const spans = {
    range: upToNow(query.range, nowMs),
    before: comparedRange(query.range, 'periodBefore', nowMs),
  };
  const today = Math.floor(nowMs / dayMs) * 24;
  const isCompared = query.compareWith === 'periodBefore';
  const asked = isCompared ? [spans.before, spans.range] : [spans.range];
  const windows = await guildWindows(store, activities, guildId);
  windows.expect(asked.flatMap((range) => windowsOf(range, today)));
  const numbers: Numbers[] = [];
  for (const range of asked) {
    const onPart = (share: number) => onProgress?.((numbers.length + share) / asked.length);
    numbers.push(await numbersOf(windows, range, today, onPart));
  }
  const unreadable = activities.unreadable(guildId);
  const seen = { from: Math.min(...asked.map(({ from, to }) => Math.min(from, to - monthHours))), to: spans.range.to };
  const factsSeen = await rangeFacts(store, clock, guildId, seen, unreadable);
  const sight = await Sight.of(deps, guildId, { range: seen, facts: factsSeen, unreadable });
  const resultOf = async (range: HourRange, found: Numbers): Promise<Result<ActiveMeasure>> => {
    const facts = await rangeFacts(store, clock, guildId, range, unreadable);
    const hasTrial = windows.hasTrial({ from: Math.min(range.from, range.to - monthHours), to: range.to });
    const values = await valuesOf(found, sight);
    return {
      query: { ...query, range },
      measures: activeMeasures,
      rows: [{ key: { kind: 'total' }, values }],
      facts: { ...facts, hasTrial },
      before: null,
    };
  };
  const result = await resultOf(spans.range, numbers.at(-1) as Numbers);
  if (!isCompared) return result;
  const [earlier] = numbers as [Numbers, Numbers];
  const before = await resultOf(spans.before, withoutPartlyCounted(earlier, spans.before, windows));
  const isKnown = before.rows.some(({ values }) => Object.values(values).some((value) => !isNotKnown(value)));
  return { ...result, before: isKnown ? before : null };
}

interface Numbers {
  readonly inRange: CountedWindow;
  readonly days: CountedDays;
  readonly week: CountedWindow;
  readonly month: CountedWindow;
}

function weekTo(to: number): HourRange {
  return { from: to - weekHours, to };
}

function monthTo(to: number): HourRange {
  return { from: to - monthHours, to };
}

function windowsOf(range: HourRange, today: number): readonly HourRange[] {
  return [range, weekTo(range.to), monthTo(range.to), daysOf(range, today).lastDay];
}

async function numbersOf(
  windows: ActiveWindows,
  range: HourRange,
  today: number,
  onProgress: (share: number) => void,
): Promise<Numbers> {
  const days = await countedDays(windows, range, today, onProgress);
  const week = await countedWhole(windows, weekTo(range.to));
  const month = await countedWhole(windows, monthTo(range.to));
  onProgress(1);
  return { inRange: await counted(windows, range), days, week, month };
}

/** A period that was counted in part is no measure for a whole one. */
function withoutPartlyCounted(numbers: Numbers, range: HourRange, windows: ActiveWindows): Numbers {
  const why = windows.whyNotWhole(range);
  if (why === null) return numbers;
  const unknown = { range, found: notKnown(why) };
  return { ...numbers, inRange: unknown, days: { days: [], lastDay: unknown } };
}

async function valuesOf({ inRange, days, week, month }: Numbers, sight: Sight): Promise<Record<ActiveMeasure, Value>> {
  const { mean: perDay, isOfRunningDay } = await meanOf(days, sight);
  const monthly = await valueOfWindow(month, sight);
  return {
    inRange: await valueOfWindow(inRange, sight),
    perDay,
    week: await valueOfWindow(week, sight),
    month: monthly,
    stickiness: isOfRunningDay && typeof perDay === 'number' ? notKnown('running') : shareOf(perDay, monthly),
  };
}

/** Nobody is a share of 0. */
function shareOf(perDay: Value, month: Value): Value {
  if (isNotKnown(perDay) || isNotKnown(month)) return isNotKnown(perDay) ? perDay : month;
  const monthly = isBetween(month) ? month.estimate : month;
  if (monthly === null) return notKnown('beforeCounting'); // No complete month before it shows how many come back.
  return monthly === 0 ? 0 : (perDay as number) / monthly;
}
