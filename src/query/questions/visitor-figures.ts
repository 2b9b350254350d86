import type { Month } from '../../core/time.ts';
import type { Total } from '../../core/total.ts';

/** What is counted of a month's visitors: on what they were seen first, and the language of their Discord. */
export type VisitorMetric = 'device' | 'language';

/** The minimum for showing a total: fewer members might be identifiable. */
export const fewestVisitorsShown = 5;

/** A month's visitors in one metric, as far as they may be shown. */
export interface VisitorFigures {
  /** The values of enough members, most frequent first, then by name. */
  readonly shown: readonly VisitorFigure[];
  /** Members with other values in total; null if there are none, `few` for fewer than {@link fewestVisitorsShown}. */
  readonly others: number | 'few' | null;
}

export interface VisitorFigure {
  readonly value: string;
  readonly members: number;
  /**
   * The difference to the month before; null if that month has no counts in this metric, `few` if it had too few for
   * a number.
   */
  readonly change: number | 'few' | null;
}

/**
 * Sums up a month's totals so that no total of fewer than {@link fewestVisitorsShown} members can be read from the
 * result or computed for the month before.
 */
export function visitorFigures(totals: readonly Total[], month: Month, metric: VisitorMetric): VisitorFigures {
  const now = membersByValue(totals, month, metric);
  const before = membersByValue(totals, month - 1, metric);
  const isShown = ([, members]: readonly [string, number]) => members >= fewestVisitorsShown;
  const shown = [...now]
    .filter(isShown)
    .sort(([one, more], [other, fewer]) => fewer - more || (one < other ? -1 : 1))
    .map(([value, members]) => ({ value, members, change: change(members, value, before) }));
  const others = [...now].filter((entry) => !isShown(entry)).reduce((sum, [, members]) => sum + members, 0);
  if (others === 0) return { shown, others: null };
  return { shown, others: others < fewestVisitorsShown ? 'few' : others };
}

function change(members: number, value: string, before: ReadonlyMap<string, number>): VisitorFigure['change'] {
  if (before.size === 0) return null;
  const earlier = before.get(value) ?? 0;
  return earlier < fewestVisitorsShown ? 'few' : members - earlier;
}

function membersByValue(totals: readonly Total[], month: Month, metric: VisitorMetric): ReadonlyMap<string, number> {
  const own = totals.filter((total) => total.start === month && total.metric === metric);
  return new Map(own.map(({ key, amount }) => [key, amount]));
}
