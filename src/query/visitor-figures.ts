import type { Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';

/** What is counted of a month's visitors: on what they were seen first, and the language of their Discord. */
export type VisitorMetric = 'device' | 'language';

/** A total of fewer members is not shown by itself: it might name somebody. */
export const fewestVisitorsShown = 5;

/** What may be shown of a month's visitors in one metric. */
export interface VisitorFigures {
  /** The values that enough members have, the most frequent first, then by name. */
  readonly shown: readonly VisitorFigure[];
  /** All members with other values together; null without any, `few` for fewer than {@link fewestVisitorsShown}. */
  readonly others: number | 'few' | null;
}

export interface VisitorFigure {
  readonly value: string;
  readonly members: number;
  /**
   * How many more (or, below 0, fewer) than in the month before; null where nothing was counted then of this metric,
   * `few` where too few had the value then to say how many.
   */
  readonly change: number | 'few' | null;
}

/**
 * Sums up a month's totals so that nobody reads one of fewer than {@link fewestVisitorsShown} members in them, nor computes
 * one of the month before.
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
