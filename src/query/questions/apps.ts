import { type HourRange, monthOfHour } from '../../core/time.ts';
import { type AppKind, appKinds } from '../../core/visit.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Value } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';

export interface AppsQuery extends Query<'apps'> {
  /** A calendar month. */
  readonly range: HourRange;
}

/** How many apps of each kind wrote in a month, Census included. They are no members. */
export async function apps(query: AppsQuery, deps: QuestionDeps): Promise<Result<AppKind>> {
  const { guildId, range } = query;
  const { store, clock, circumstances } = deps;
  const month = monthOfHour(range.from);
  const totals = (await store.totals(guildId, { metrics: ['app'], range })).filter(({ start }) => start === month);
  const facts = await rangeFacts(store, clock, guildId, range);
  const whyNone = async () => {
    if (circumstances.areProfilesDeleted(month)) return 'deleted';
    return await (await Sight.of(deps, guildId, { range, facts })).whyNoTotal(store, guildId, 'app', range);
  };
  const why = totals.length > 0 ? null : await whyNone();
  const valueFrom = (kind: AppKind): Value => {
    if (why !== null) return notKnown(why);
    return totals.find(({ key }) => key === kind)?.amount ?? 0;
  };
  const values = Object.fromEntries(appKinds.map((kind) => [kind, valueFrom(kind)])) as Record<AppKind, Value>;
  return { query, measures: appKinds, rows: [{ key: { kind: 'total' }, values }], facts, before: null };
}
