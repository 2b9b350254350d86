import { medianSorted } from 'simple-statistics';
import type { NoticeRule } from './notice-rule.ts';

/** What is known of a period. */
export interface FarOff {
  readonly value: number;
  /** The median of earlier values. */
  readonly usual: number;
  readonly distance: number;
}

/** The number of each period, ascending and without a break; null if it is not known or was not observed. */
export type Figures = readonly (number | null)[];

/**
 * How far each period is from what is usual; null if its value is not known, or if too few earlier ones are. The first
 * periods only serve for comparison.
 */
export function farOff(figures: Figures, rule: NoticeRule): readonly (FarOff | null)[] {
  return figures.map((_, index) => farOffAt(figures, index, rule));
}

/** As {@link farOff}, of one period. */
export function farOffAt(figures: Figures, index: number, rule: NoticeRule): FarOff | null {
  const value = figures[index] ?? null;
  if (value === null || index < rule.longestLag) return null;
  const earlier: number[] = [];
  for (const lag of rule.lags) {
    const known = figures[index - lag] ?? null;
    if (known !== null) earlier.push(known);
  }
  if (earlier.length < rule.fewestKnown) return null;
  const usual = medianSorted(earlier.sort((a, b) => a - b));
  return { value, usual, distance: rule.distance(value, usual) };
}

/**
 * Than how many earlier periods a period is farther off: all that are remembered. Null if it is not, or not by enough to be
 * worth telling, or if too few are remembered.
 */
export function unusualAmong(scored: readonly (FarOff | null)[], index: number, rule: NoticeRule): number | null {
  const found = scored[index] ?? null;
  if (found === null || !rule.isWorth(found.value, found.usual)) return null;
  let remembered = 0;
  for (let earlier = index - 1; earlier >= index - rule.searched && remembered < rule.memory; earlier -= 1) {
    const other = scored[earlier] ?? null;
    if (other === null) continue;
    if (other.distance >= found.distance) return null;
    remembered += 1;
  }
  return remembered >= rule.fewestBefore ? remembered : null;
}

/** The last period before that was at least as far off; null if none was. */
export function lastAsFarOff(scored: readonly (FarOff | null)[], index: number): number | null {
  const distance = scored[index]?.distance ?? Number.POSITIVE_INFINITY;
  const last = scored.findLastIndex(
    (other, earlier) => earlier < index && other !== null && other.distance >= distance,
  );
  return last < 0 ? null : last;
}
