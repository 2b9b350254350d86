import type { MonthActivity } from '../../columns/activity/month-activity.ts';
import type { ActiveMembers } from './active-members.ts';

/** The part of a window that lies in one month. */
export interface WindowPart {
  /** The number of members active in it. */
  readonly active: number;
  /** Its length. A part of a day counts as one. */
  readonly days: number;
}

/**
 * The active members of a window, given its parts in order, one per month. Within a month the number is exact. Across
 * months members cannot be recognised, so the number has bounds: all members of the smaller part may be in the larger
 * one, or none. The estimate assumes that the parts overlap as much as equally long periods do in `calibration`.
 *
 * @param calibration The last complete month, or null if there is none.
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
 * The average overlap of two adjacent periods: of the members active in `before` days and those active in the next
 * `after` days, the share of the smaller group that is in both. Averaged over every day of the month with enough days
 * around it. A month that is too short uses fewer days, in the same proportion.
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
