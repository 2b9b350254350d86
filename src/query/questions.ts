import { ClosedMonths } from './days/closed-months.ts';
import { active } from './questions/active.ts';
import { activeDays } from './questions/active-days.ts';
import { activeInRange } from './questions/active-in-range.ts';
import { apps } from './questions/apps.ts';
import { card } from './questions/card.ts';
import { channelTable } from './questions/channel-table.ts';
import { change } from './questions/compared/change.ts';
import { channelChanges } from './questions/compared/channel-changes.ts';
import { compare } from './questions/compared/compare.ts';
import { usual } from './questions/compared/usual.ts';
import { withComparison } from './questions/comparison.ts';
import { coverage } from './questions/coverage.ts';
import { eventEffect } from './questions/events/event-effect.ts';
import { hourOfWeek } from './questions/hour-of-week.ts';
import { kinds } from './questions/kinds.ts';
import { memberRowsOf } from './questions/member-rows.ts';
import { newcomerWays } from './questions/newcomer-ways.ts';
import { newcomers } from './questions/newcomers.ts';
import { milestones } from './questions/notices/milestones.ts';
import { notices } from './questions/notices/notices.ts';
import { silence } from './questions/notices/silence.ts';
import type { AnswerDeps, QuestionDeps } from './questions/question-deps.ts';
import { report } from './questions/report.ts';
import { series } from './questions/series.ts';
import { visitors } from './questions/visitors.ts';
import { windows } from './questions/windows.ts';

/** Every question, by what it is about. */
const questions = {
  report,
  active,
  activeInRange,
  activeDays,
  newcomers,
  device: visitors,
  language: visitors,
  apps,
  coverage,
  memberRows: memberRowsOf,
  series: withComparison(series),
  hourOfWeek: withComparison(hourOfWeek),
  channelTable: withComparison(channelTable),
  usual,
  change,
  channelChanges,
  compare,
  windows,
  newcomerWays,
  kinds,
  card,
  eventEffect,
  notices,
  silence,
  milestones,
};

type Table = typeof questions;
export type About = keyof Table;
export type QueryAbout<A extends About> = Parameters<Table[A]>[0] & { readonly about: A };
export type ResultAbout<A extends About> = Awaited<ReturnType<Table[A]>>;

/** Answers questions about a guild from what is stored. Every number that anybody sees is computed here. */
export class Questions {
  readonly #deps: AnswerDeps;

  constructor(deps: QuestionDeps) {
    this.#deps = { ...deps, closedMonths: new ClosedMonths() };
  }

  /** Works without blocking the event loop for long. What cannot be known is a value with its reason. */
  ask<A extends About>(query: QueryAbout<A>): Promise<ResultAbout<A>> {
    const answer = questions[query.about] as (asked: QueryAbout<A>, deps: AnswerDeps) => Promise<unknown>;
    return answer(query, this.#deps) as Promise<ResultAbout<A>>;
  }
}
