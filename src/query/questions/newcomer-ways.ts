import { firstDaysMs, type NewcomerStep } from '../../core/membership/newcomer.ts';
import { hourMs, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Value } from '../value.ts';
import { newcomersOf } from './newcomers.ts';
import type { QuestionDeps } from './question-deps.ts';

export const newcomerWayMeasures = ['joined', 'passed', 'wrote', 'left', 'cameBackOf', 'cameBack'] as const;
export type NewcomerWayMeasure = (typeof newcomerWayMeasures)[number];

/**
 * What became of those who joined in one calendar month, in people. Those of its last seven days are left out, because the
 * month is sealed before their first days are over. Up to now if the month is running.
 * - `joined`: people who joined, each once a month;
 * - `passed`: those of them who passed the membership screening within 7 days (at once if there is none);
 * - `wrote`: those who wrote within 7 days;
 * - `left`: those who left within 7 days;
 * - `cameBackOf`: people who joined on a day whose seventh day after is over and was observed; `cameBack`: those of them
 *   who were active on it. `tooFew` below five joiners, as in `newcomers`.
 *
 * The first four are exact for moderators, even below five: who joins and writes is visible to all in a server.
 */
export async function newcomerWays(
  query: Query<'newcomerWays'>,
  deps: QuestionDeps,
): Promise<Result<NewcomerWayMeasure>> {
  const { guildId, range } = query;
  const { store, circumstances } = deps;
  const month = hoursOfMonth(monthOfHour(range.from));
  if (range.from !== month.from || range.to > month.to) throw new Error('the ways of newcomers are of one month');
  const nowMs = deps.clock.now();
  const clock = { now: () => nowMs };
  const totals = await store.totals(guildId, { metrics: ['newcomer_way'], range: month });
  const steps = new Map(totals.map(({ key, amount }) => [key, amount]));
  // Who joined within the first days of these is among those who joined.
  const seventhDays = { from: month.from + firstDaysMs / hourMs, to: month.to };
  const { day7 } = (await newcomersOf(store, clock, guildId, seventhDays)).retention;
  const facts = await rangeFacts(store, clock, guildId, range);
  const sight = await Sight.of(deps, guildId, { range, facts });
  const why = circumstances.countsMembers ? await sight.whyNoTotal(store, guildId, 'newcomer_way', range) : 'intentOff';
  const hasJoined = (steps.get('joined') ?? 0) > 0;
  const stepsOf = (step: NewcomerStep): Value => {
    return !hasJoined && why !== null ? notKnown(why) : (steps.get(step) ?? 0);
  };
  const tooFew = notKnown(why ?? 'tooFew');
  const values = {
    joined: stepsOf('joined'),
    passed: stepsOf('passed'),
    wrote: stepsOf('wrote'),
    left: stepsOf('left'),
    cameBackOf: day7?.joiners ?? tooFew,
    cameBack: day7?.stayed ?? tooFew,
  };
  return {
    query,
    measures: newcomerWayMeasures,
    rows: [{ key: { kind: 'total' }, values }],
    facts,
    before: null,
  };
}
