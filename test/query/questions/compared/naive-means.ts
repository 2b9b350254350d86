import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../../../src/core/time.ts';
import { comparedRange } from '../../../../src/query/hours/compared-range.ts';
import type { NotKnown, Value } from '../../../../src/query/value.ts';
import { january, type World } from '../a-world.ts';
import { naiveSeries } from '../naive-series.ts';

/** The sum and the number of the comparable days of a range, or why there are none. */
export function naiveMean(
  world: World,
  range: HourRange,
  metric: string,
  channel: number | null,
): { readonly value: number; readonly days: number } | NotKnown {
  const days = naiveSeries(world, range, 'day', channel);
  const over = days.filter(({ from = 0, to = 0 }) => to - from === 24 && to * hourMs <= world.nowMs);
  const values = over.map((day) => ({ value: day.values[metric] as Value, isSeen: day.share > 0.9499999 }));
  if (over.some(({ from = 0 }) => isGone(world, from))) return { notKnown: 'deleted' };
  const reasons = values.flatMap(({ value }) => (typeof value === 'object' && 'notKnown' in value ? [value] : []));
  const lost = reasons.find(({ notKnown }) => notKnown === 'deleted' || notKnown === 'unreadable');
  if (lost !== undefined) return lost;
  const numbers = values.flatMap(({ value, isSeen }) => (isSeen && typeof value === 'number' ? [value] : []));
  if (numbers.length === 0) {
    if (days.length > 0 && over.length === 0) return { notKnown: 'running' };
    return reasons[0] ?? { notKnown: 'notObserved' };
  }
  if (metric === 'totalUsers') return { value: numbers.at(-1) ?? 0, days: 1 };
  return { value: numbers.reduce((sum, each) => sum + each, 0), days: numbers.length };
}

/** The time before a range, of a month or of the same weekdays. */
export function naiveEarlier(range: HourRange, nowMs: number): HourRange {
  const isStart = (hour: number) => hoursOfMonth(monthOfHour(hour)).from === hour;
  const isOver = range.to * hourMs <= nowMs;
  const month = hoursOfMonth(monthOfHour(range.from));
  const isRunningMonth = !isOver && isStart(range.from) && range.to <= month.to && range.from * hourMs <= nowMs;
  const isDayOrWeek = range.from % 24 === 0 && (range.to <= range.from + 24 || isWeek(range));
  const isRunningYear =
    !isOver && isStart(range.from) && monthOfHour(range.from) % 12 === 0 && range.from * hourMs <= nowMs;
  const isOfCalendar = isOver ? isStart(range.from) && isStart(range.to) : isRunningMonth || isRunningYear;
  if (isOfCalendar && (isOver || !isDayOrWeek)) return comparedRange(range, 'periodBefore', nowMs);
  const to = isOver ? range.to : Math.max(range.from + 1, Math.round(nowMs / hourMs));
  let weeks = 0;
  while (to - weeks * 168 > range.from) weeks += 1;
  return { from: range.from - weeks * 168, to: to - weeks * 168 };
}

/** Monday 5 January 1970 is the first Monday. */
function isWeek({ from, to }: HourRange): boolean {
  return (from - 4 * 24) % 168 === 0 && to <= from + 168;
}

/** A day of January that was imported and pruned. How much of it was covered is not known. */
export function isGone({ isPruned, firstConnectedMs }: World, hour: number): boolean {
  return isPruned && monthOfHour(hour) === january && firstConnectedMs > hoursOfMonth(january).from * hourMs;
}
