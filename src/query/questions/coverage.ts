import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { notKnown } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';

/** The share of the time that was observed, from 0 to 1. The gaps are in the facts. */
export type CoverageMeasure = 'observedShare';

/** How much of a range was observed, from the first connection until now. */
export async function coverage(query: Query<'coverage'>, deps: QuestionDeps): Promise<Result<CoverageMeasure>> {
  const facts = await rangeFacts(deps.store, deps.clock, query.guildId, query.range);
  const { countingSinceMs, askedAtMs } = facts;
  const begins = countingSinceMs !== null && countingSinceMs <= askedAtMs;
  const observedShare = begins ? facts.coverage.observedShare : notKnown('beforeCounting');
  return {
    query,
    measures: ['observedShare'],
    rows: [{ key: { kind: 'total' }, values: { observedShare } }],
    facts,
    before: null,
  };
}
