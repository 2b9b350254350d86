import { otherKey } from '../../core/metric.ts';
import { hoursOfMonth, isoDay, type Month } from '../../core/time.ts';

/** A group of active members: the key of `cohort`, and how many they are. */
export interface MergedCohort {
  /** The month in which they joined, such as `2018-03`, or {@link otherKey}. */
  readonly key: string;
  readonly amount: number;
}

/**
 * What may be kept of active members by the month in which they joined: no group of fewer than five. The smaller ones are
 * together under {@link otherKey}; where these are still too few, the smallest of the other groups comes to them, of two as
 * small the later one. Nothing, where all together are too few.
 */
export function mergedCohorts(counts: ReadonlyMap<Month, number>): readonly MergedCohort[] {
  const groups = [...counts].filter(([, amount]) => amount > 0).sort(([one], [other]) => one - other);
  const kept = groups.filter(([, amount]) => amount >= fewest);
  let other = groups.reduce((sum, [, amount]) => sum + (amount < fewest ? amount : 0), 0);
  if (other > 0 && other < fewest) {
    const smallest = kept.reduce((least, [, amount]) => Math.min(least, amount), Number.POSITIVE_INFINITY);
    const place = kept.findLastIndex(([, amount]) => amount === smallest);
    if (place < 0) return [];
    other += kept.splice(place, 1)[0]?.[1] ?? 0;
  }
  const merged = kept.map(([month, amount]) => ({ key: monthKey(month), amount }));
  return other > 0 ? [...merged, { key: otherKey, amount: other }] : merged;
}

/** Of people. */
const fewest = 5;

function monthKey(month: Month): string {
  return isoDay(hoursOfMonth(month).from).slice(0, 7);
}
