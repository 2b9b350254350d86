import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { hourMs } from '../../core/time.ts';
import { partsByMonth, periodsOf } from '../hours/periods.ts';
import type { Period, Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { PeopleOverMonths } from '../series/people-over-months.ts';
import { PeriodValues } from '../series/period-values.ts';
import { type SeriesMeasure, seriesMeasures } from '../series/series-measures.ts';
import { type SeriesPartsDeps, seriesParts } from '../series/series-parts.ts';
import { Sight } from '../sight.ts';
import type { CountingDeps } from './question-deps.ts';

export interface SeriesQuery extends Query {
  readonly by: Period | 'total';
}

export type SeriesDeps = CountingDeps & SeriesPartsDeps;

/**
 * The numbers of every hour, day, week or month of a range, or of all of it. Sums are exact. People are exact within a
 * month; over a month's end they have bounds, and `people` of the whole guild an estimate. A channel's series has the
 * guild's joins, leaves and members.
 *
 * Of a pruned month, single hours and a channel's days and month are known if they are kept, sums of the guild's days always,
 * and people of a month and of windows that were counted when it was pruned.
 *
 * A period that has not begun has no row. The key of the running period ends after now.
 */
export async function series(query: SeriesQuery, deps: SeriesDeps): Promise<Result<SeriesMeasure>> {
  const { store, clock, activities } = deps;
  const { guildId, channel, by } = query;
  const nowMs = clock.now();
  const periods = periodsOf(query.range, by).filter(({ from }) => from * hourMs <= nowMs);
  const { parts, unreadable, kept } = await seriesParts(query, periods, deps);
  const facts = await rangeFacts(store, { now: () => nowMs }, guildId, query.range, unreadable);
  const range = { from: query.range.from, to: periods.at(-1)?.to ?? query.range.from };
  const sight = await Sight.of(deps, guildId, { range, facts, unreadable });
  const ofChannel = channel === null ? null : await deps.circumstances.whyUncounted(guildId, channel);
  const people = await PeopleOverMonths.of(store, activities, guildId);

  const values = new PeriodValues({ sight, people, kept, isOfChannel: channel !== null, ofChannel });
  const rows: ResultRow<SeriesMeasure>[] = [];
  const slice = new Slice(rowsPerTurn);
  for (const period of periods) {
    const own = partsByMonth(period).flatMap(({ from }) => parts.get(from) ?? []);
    const key = by === 'total' ? ({ kind: 'total' } as const) : ({ kind: 'period', ...period } as const);
    rows.push({ key, values: await values.of(period, own) });
    if (slice.fills()) await nextTurn();
  }
  return { query, measures: seriesMeasures, rows, facts, before: null };
}

const rowsPerTurn = 100;
