import { type FarOff, lastAsFarOff, unusualAmong } from './far-off.ts';
import type { NoticeRule } from './notice-rule.ts';
import type { NoticeSeries } from './notice-series.ts';

/** How far off the periods of some series are, all of the same periods. */
export type ScoredSeries = ReadonlyMap<NoticeSeries, readonly (FarOff | null)[]>;

/** A period that a notice is given of. */
export interface UnusualPeriod extends FarOff {
  readonly series: NoticeSeries;
  readonly index: number;
  /** Than how many earlier periods it is farther off. */
  readonly among: number;
  /** The last period that was as far off; null if there is none among the given ones. */
  readonly lastAsFar: number | null;
}

export interface NoticeTerms {
  readonly rule: NoticeRule;
  /** How many periods after an unusual one are quiet. */
  readonly quiet: number;
  /** Whether a notice may be given of a series in a period; by default always. */
  readonly mayTell?: (series: NoticeSeries, index: number) => boolean;
}

/**
 * The unusual periods that a notice is given of, ascending. In the quiet time after an unusual one, only a series that was
 * unusual in it, and so is farther off now, gets another notice. Whether there is a notice of a period depends on no more
 * earlier periods than the rule remembers, however many are given.
 */
export function unusualPeriods(
  scoredSeries: ScoredSeries,
  { rule, quiet, mayTell = () => true }: NoticeTerms,
): readonly UnusualPeriod[] {
  const scored = Array.from(scoredSeries, ([series, scores]) => ({ series, scores }));
  const length = Math.max(0, ...scored.map(({ scores }) => scores.length));
  const found: UnusualPeriod[] = [];
  /** By series, its last unusual period. */
  const last = new Map<NoticeSeries, number>();
  const isSoonAfter = (index: number, earlier: number | undefined) => {
    return earlier !== undefined && index - earlier <= quiet;
  };
  for (let index = 0; index < length; index += 1) {
    const unusual = scored.flatMap(({ series, scores }) => {
      const [among, score] = [unusualAmong(scores, index, rule), scores[index] ?? null];
      return among === null || score === null || !mayTell(series, index) ? [] : [{ series, scores, score, among }];
    });
    const isQuiet = [...last.values()].some((earlier) => isSoonAfter(index, earlier));
    for (const { series, scores, score, among } of unusual) {
      if (isQuiet && !isSoonAfter(index, last.get(series))) continue;
      found.push({ ...score, series, index, among, lastAsFar: lastAsFarOff(scores, index) });
    }
    for (const { series } of unusual) last.set(series, index);
  }
  return found;
}
