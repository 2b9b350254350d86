import type { GuildRound } from '../../gateway/rest/guild-round.ts';
import type { RoleCheck } from '../../gateway/rest/role-check.ts';
import type { InBackground } from '../background-work.ts';
import type { ActivityWatch } from './activity-watch.ts';
import type { PastMonths } from './past-months.ts';

/**
 * When a job runs: its lane is connected, first of all; an hour has ended and is written; a month is closed and the next one
 * is open.
 */
export type Occasion = 'connected' | 'hour' | 'month';

/** What the jobs of a lane work with. */
export interface JobServices {
  readonly pastMonths: Pick<PastMonths, 'tend'>;
  /** Null where nobody asks how many are active: that takes the counters of every guild. */
  readonly activityWatch: Pick<ActivityWatch, 'compute'> | null;
  /** Asks how many are online. */
  readonly onlineRound: Pick<GuildRound, 'run'>;
  /** Null where Discord says by itself when a member takes or loses a role. */
  readonly roleCheck: Pick<RoleCheck, 'run'> | null;
}

export interface Job {
  readonly name: string;
  readonly on: readonly Occasion[];
  readonly run: (services: JobServices, openMonth: number) => Promise<void> | undefined;
}

/**
 * All that is done for a lane by the clock, beside counting itself: writing, and the ends of hours and months, are planned
 * by {@link CountingScheduler}. What fails is logged, and runs again on the next occasion.
 */
export const jobs: readonly Job[] = [
  {
    name: 'sum up and announce sealed months, then prune those that are old enough',
    on: ['connected', 'hour', 'month'],
    run: ({ pastMonths }, openMonth) => pastMonths.tend(openMonth),
  },
  {
    name: 'count the active members of the last 30 days, and tell of too many',
    on: ['connected', 'hour'],
    run: ({ activityWatch }) => activityWatch?.compute(),
  },
  {
    name: 'ask how many members are online',
    on: ['connected', 'hour'],
    run: ({ onlineRound }) => onlineRound.run(),
  },
  {
    name: 'ask for the roles of the people in voice',
    on: ['hour'],
    run: ({ roleCheck }) => roleCheck?.run(),
  },
];

export interface LaneJobsDeps {
  readonly services: JobServices;
  readonly openMonth: () => number;
  readonly inBackground: InBackground;
}

/** Runs the jobs of one lane. */
export class LaneJobs {
  readonly #deps: LaneJobsDeps;

  constructor(deps: LaneJobsDeps) {
    this.#deps = deps;
  }

  /** Begins every job of an occasion. Nobody waits for them. */
  begin(occasion: Occasion): void {
    const { services, openMonth, inBackground } = this.#deps;
    for (const { on, run } of jobs) {
      const work = on.includes(occasion) ? run(services, openMonth()) : undefined;
      if (work !== undefined) inBackground(work);
    }
  }
}
