import { otherKey } from '../../core/metric.ts';
import { hoursOfMonth, isoDay, type Month } from '../../core/time.ts';

/** A group of active members: the key in the metric `cohort`, and their number. */
export interface MergedCohort {
  /** The month in which they joined, such as `2018-03`, or {@link otherKey}. */
  readonly key: string;
  readonly amount: number;
}

/**
 * Merges cohorts so that no group has fewer than five people. Smaller groups are merged under {@link otherKey}. If these
 * are still too few, the smallest other group joins them (the later of two equal ones). Returns nothing if there is no
 * other group.
 */
export function mergedCohorts(counts: ReadonlyMap<Month, number>): readonly MergedCohort[] {
  const groups = [...counts].filter(([, amount]) => amount > 0).sort(([one], [other]) => one - other);
  const kept = groups.filter(([, amount]) => amount >= minPeople);
  let other = groups.reduce((sum, [, amount]) => sum + (amount < minPeople ? amount : 0), 0);
  if (other > 0 && other < minPeople) {
    const smallest = kept.reduce((least, [, amount]) => Math.min(least, amount), Number.POSITIVE_INFINITY);
    const place = kept.findLastIndex(([, amount]) => amount === smallest);
    if (place < 0) return [];
    other += kept.splice(place, 1)[0]?.[1] ?? 0;
  }
  const merged = kept.map(([month, amount]) => ({ key: monthKey(month), amount }));
  return other > 0 ? [...merged, { key: otherKey, amount: other }] : merged;
}

const minPeople = 5;

function monthKey(month: Month): string {
  return isoDay(hoursOfMonth(month).from).slice(0, 7);
}
