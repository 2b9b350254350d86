import { type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { Sight } from '../sight.ts';
import { notKnown, type Value } from '../value.ts';
import type { QuestionDeps } from './question-deps.ts';
import { type VisitorFigures, type VisitorMetric, visitorFigures } from './visitor-figures.ts';

export interface VisitorsQuery extends Query<VisitorMetric> {
  /** A calendar month. */
  readonly range: HourRange;
}

/**
 * The visitors of a month by device or language: a row for each with enough members, and one of all others. Compared
 * with the month before, which has a row for each that this month shows.
 */
export async function visitors(query: VisitorsQuery, deps: QuestionDeps): Promise<Result<'members'>> {
  const { guildId, range, about } = query;
  const { store, clock, circumstances } = deps;
  const month = monthOfHour(range.from);
  const before = hoursOfMonth(month - 1);
  const totals = await store.totals(guildId, { metrics: [about], range: { from: before.from, to: range.to } });
  const figures = visitorFigures(totals, month, about);
  const facts = await rangeFacts(store, clock, guildId, range);
  const whyNobody = async () => {
    const hasSome = totals.some(({ start }) => start === month);
    return hasSome
      ? null
      : await (await Sight.of(deps, guildId, { range, facts })).whyNoTotal(store, guildId, about, range);
  };
  const why = circumstances.areProfilesDeleted(month)
    ? 'deleted'
    : (circumstances.whyVisitorsUncounted(guildId, about, month) ?? (await whyNobody()));
  const resultOf = async (asked: HourRange, rows: readonly ResultRow<'members'>[]): Promise<Result<'members'>> => ({
    query: { ...query, range: asked },
    measures: ['members'],
    rows,
    facts: {
      ...(asked === range ? facts : await rangeFacts(store, clock, guildId, asked)),
      notCounted: asked === range && why !== null ? [why] : [],
    },
    before: null,
  });
  const hasBefore = totals.some(({ start }) => start === month - 1);
  return {
    ...(await resultOf(range, shownRows(figures))),
    before: hasBefore ? await resultOf(before, rowsBefore(figures)) : null,
  };
}

function shownRows({ shown, others }: VisitorFigures): ResultRow<'members'>[] {
  const rows = shown.map(({ value, members }) => rowOf(value, members));
  return others === null ? rows : [...rows, rowOf(otherVisitors, others === 'few' ? notKnown('tooFew') : others)];
}

/** Nothing is said of what this month does not show: it could be subtracted. */
function rowsBefore({ shown }: VisitorFigures): ResultRow<'members'>[] {
  return shown.flatMap(({ value, members, change }) => {
    if (change === null) return [];
    return [rowOf(value, change === 'few' ? notKnown('tooFew') : members - change)];
  });
}

function rowOf(name: string, members: Value): ResultRow<'members'> {
  return { key: { kind: 'group', name }, values: { members } };
}

/** The group of all that have too few members. No device or language is called so. */
export const otherVisitors = 'others';
