import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import { firstCountedMs } from '../../first-counted.ts';
import { periodsOf } from '../../hours/periods.ts';
import type { Query, Result } from '../../query.ts';
import type { ComparedMetric } from '../../usual/compared-metrics.ts';
import { dayMean } from '../../usual/day-mean.ts';
import { earlierRange } from '../../usual/earlier-range.ts';
import { type KnownDay, knownDays } from '../../usual/known-days.ts';
import { isLost } from '../../usual/lost.ts';
import {
  type MaybeUsual,
  type MonthFigure,
  monthlyChange,
  mostChanges,
  sideOf,
  usualChange,
  usualRange,
} from '../../usual/usual.ts';
import { type NotKnown, notKnown, type Value } from '../../value.ts';
import type { SeriesDeps } from '../series.ts';

export interface ChangeQuery extends Query {
  readonly by: 'total';
  readonly metric: ComparedMetric;
}

export const changeMeasures = ['perDay', 'perDayBefore', 'change', 'usualLow', 'usualHigh', 'unusual'] as const;
export type ChangeMeasure = (typeof changeMeasures)[number];

/**
 * How one number of a range stands against the time before, in one row:
 * - `perDay`, `perDayBefore`: the mean of the days that are over and were observed for at least 95 %, in the unit of the
 *   metric; of `totalUsers` the last of these days;
 * - `change`: 0.2 is a fifth more a day than before. `tooFew` if one side has fewer than 20 in all (20 hours of voice);
 * - `usualLow`, `usualHigh`: eight of ten of the last 24 changes from month to month; only of one whole calendar month,
 *   else `learning`, as with fewer than twelve; `deleted` if one of them is gone;
 * - `unusual`: 1 if the change lies above all of these, −1 below, 0 inside.
 *
 * What is compared with is said at `earlierRange`. `before` has that range and its facts, and no rows.
 */
export async function change(query: ChangeQuery, deps: SeriesDeps): Promise<Result<ChangeMeasure>> {
  const { range, metric, onProgress } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const third = (add: number) => ({ ...query, onProgress: (share: number) => onProgress?.((add + share) / 3) });
  const earlier = earlierRange(range, nowMs);
  const before = await knownDays(third(0), earlier, metric, asOfNow);
  const now = await knownDays(third(1), range, metric, asOfNow);
  const isOfMonth = range.to * hourMs <= nowMs && isMonth(range);
  const usual = isOfMonth ? await usualOfMonths(third(2), before.days, asOfNow) : notKnown('learning');
  onProgress?.(1);
  const values = valuesOf(dayMean(before.days, metric), dayMean(now.days, metric), metric, usual);
  return {
    query,
    measures: changeMeasures,
    rows: [{ key: { kind: 'total' }, values }],
    facts: now.facts,
    before: {
      query: { ...query, range: earlier },
      measures: changeMeasures,
      rows: [],
      facts: before.facts,
      before: null,
    },
  };
}

function isMonth({ from, to }: HourRange): boolean {
  const month = hoursOfMonth(monthOfHour(from));
  return month.from === from && month.to === to;
}

/** @param lastMonth The days of the month before. */
async function usualOfMonths(
  query: ChangeQuery,
  lastMonth: readonly KnownDay[],
  deps: SeriesDeps,
): Promise<MaybeUsual> {
  const { guildId, range, metric } = query;
  const guild = await deps.store.guild(guildId);
  if (guild === undefined) return notKnown('learning');
  const counted = monthOfHour(Math.floor((await firstCountedMs(deps.store, guild)) / hourMs));
  const last = monthOfHour(range.from) - 1;
  const first = Math.min(last, Math.max(counted, last - monthsBefore));
  const earlier = { from: hoursOfMonth(first).from, to: hoursOfMonth(last).from };
  const { days } = await knownDays(query, earlier, metric, deps);
  const months = periodsOf(earlier, 'month').map((month) => {
    return days.filter(({ hours }) => hours.from >= month.from && hours.from < month.to);
  });
  const figures = [...months, lastMonth].map((own) => dayMean(own, metric));
  const lastLost = figures.findLastIndex((figure) => 'notKnown' in figure && isLost(figure));
  const kept = figures.slice(lastLost + 1);
  const usual = usualChange(kept.map((figure) => ('notKnown' in figure ? null : inUnit(figure, metric))));
  if (usual?.of !== mostChanges && lastLost >= 0) return notKnown('deleted');
  return usual ?? notKnown('learning');
}

/** Half as many again as are needed, because some may not be known. */
const monthsBefore = 36;

/** In the unit in which people read it: whether there is a percentage depends on it. */
function inUnit({ value, days }: MonthFigure, metric: ComparedMetric): MonthFigure {
  return { value: metric === 'voiceSeconds' ? value / 3600 : value, days };
}

function valuesOf(
  before: MonthFigure | NotKnown,
  now: MonthFigure | NotKnown,
  metric: ComparedMetric,
  usual: MaybeUsual,
): Readonly<Record<ChangeMeasure, Value>> {
  const change = changeBetween(before, now, metric);
  return {
    perDay: meanIn(now),
    perDayBefore: meanIn(before),
    change,
    ...usualRange(usual),
    unusual: sideOf(change, usual),
  };
}

function meanIn(figure: MonthFigure | NotKnown): Value {
  return 'notKnown' in figure ? figure : figure.value / figure.days;
}

function changeBetween(before: MonthFigure | NotKnown, now: MonthFigure | NotKnown, metric: ComparedMetric): Value {
  if ('notKnown' in now) return now;
  if ('notKnown' in before) return before;
  return monthlyChange(inUnit(before, metric), inUnit(now, metric)) ?? notKnown('tooFew');
}
