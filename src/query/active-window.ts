import type { MonthActivity } from '../columns/month-activity.ts';
import type { ActiveMembers } from './active-members.ts';

/** The part of a window that lies in one month. */
export interface WindowPart {
  /** How many members were active in it. */
  readonly active: number;
  /** How long it is. Parts of a day count as one. */
  readonly days: number;
}

/**
 * The active members of a window whose parts, in order, lie in one month each. Within a month the number is exact. Over a
 * month's end nobody is recognised, so there are bounds: all of the smaller part may be in the greater, or nobody. What
 * is likely is estimated from how many were active on both sides of a day, with as many days before and after it, in
 * `calibration`: the last complete month, or null where there is none.
 */
export function activeInWindow(parts: readonly WindowPart[], calibration: MonthActivity | null): ActiveMembers {
  const low = Math.max(0, ...parts.map(({ active }) => active));
  const high = parts.reduce((sum, { active }) => sum + active, 0);
  if (low === high) return { low, high, estimate: low };
  if (calibration === null) return { low, high, estimate: null };
  const all = parts.reduce((before, part) => {
    const shared = overlapRatio(calibration, before.days, part.days) * Math.min(before.active, part.active);
    return { active: before.active + part.active - shared, days: before.days + part.days };
  });
  return { low, high, estimate: Math.min(high, Math.max(low, Math.round(all.active))) };
}

/**
 * Of the members active in `before` days and of those active in the `after` days that follow, the fewer of the two: what
 * share of them was active in both. Taken over all days of a month around which there is room; where the month is
 * too short, with fewer days in the same proportion.
 */
export function overlapRatio(month: MonthActivity, before: number, after: number): number {
  const [earlier, later] = fitted(month.dayCount, before, after);
  let both = 0;
  let fewer = 0;
  for (let day = earlier; day + later <= month.dayCount; day += 1) {
    const around = month.activeAround(day, earlier, later);
    both += around.both;
    fewer += Math.min(around.earlier, around.later);
  }
  return fewer === 0 ? 0 : both / fewer;
}

function fitted(dayCount: number, before: number, after: number): readonly [number, number] {
  if (before + after <= dayCount) return [before, after];
  const earlier = Math.min(dayCount - 1, Math.max(1, Math.round((before * dayCount) / (before + after))));
  return [earlier, dayCount - earlier];
}
