import type { SpanTotals } from '../../columns/series/span-tabulation.ts';
import type { Month } from '../../core/time.ts';
import type { Reason } from '../value.ts';
import type { CountedMeasure } from './series-measures.ts';

/** The part of a period in one month. */
export interface SeriesPart extends SpanTotals {
  readonly month: Month;
  /** What is not known of it, because the counters were deleted or their summary is unreadable. Its number is 0. */
  readonly lost: ReadonlyMap<CountedMeasure, Reason>;
  /** Why a zero of a pruned month may be none, as it was known when the counters were deleted. */
  readonly zeros: ReadonlyMap<CountedMeasure, Reason>;
  /** The counters of its month were deleted. */
  readonly isPruned: boolean;
}
