import type { Digests } from '../../bot/posts/digest/digests.ts';
import type { Notices } from '../../bot/posts/notices/notices.ts';
import type { GuildRound } from '../../gateway/rest/guild-round.ts';
import type { RoleCheck } from '../../gateway/rest/role-check.ts';
import type { InBackground } from '../background-work.ts';
import type { ActivityWatch } from './activity-watch.ts';
import type { LaneBackfill } from './lane-backfill.ts';
import type { PastMonths } from './past-months.ts';

/**
 * When a job runs: when the lane is first connected; when an hour has ended and is written; when a month is closed and
 * the next one is open.
 */
export type Occasion = 'connected' | 'hour' | 'month';

/** The services that a lane's jobs use. */
export interface JobServices {
  readonly pastMonths: Pick<PastMonths, 'tend'>;
  readonly digests: Pick<Digests, 'postAll'>;
  readonly notices: Pick<Notices, 'postAll'>;
  /** Null if no guild asks for the number of active members, because that reads the counters of every guild. */
  readonly activityWatch: Pick<ActivityWatch, 'compute'> | null;
  /** Asks how many members are online. */
  readonly onlineRound: Pick<GuildRound, 'run'>;
  readonly backfill: Pick<LaneBackfill, 'run'>;
  /** Null if Discord reports role changes by itself. */
  readonly roleCheck: Pick<RoleCheck, 'run'> | null;
}

export interface Job {
  readonly name: string;
  readonly on: readonly Occasion[];
  readonly run: (services: JobServices, openMonth: number) => Promise<void> | undefined;
}

/**
 * Everything that runs for a lane by the clock, except counting itself: {@link CountingScheduler} plans writing and the
 * ends of hours and months. A job that fails is logged and runs again on its next occasion.
 */
export const jobs: readonly Job[] = [
  {
    name: 'sum up and announce sealed months, then prune those that are old enough',
    on: ['connected', 'hour', 'month'],
    run: ({ pastMonths }, openMonth) => pastMonths.tend(openMonth),
  },
  {
    name: 'post the digests that are due',
    on: ['hour'],
    run: ({ digests }) => digests.postAll(),
  },
  {
    name: 'post notices of what was unusual',
    on: ['hour'],
    run: ({ notices }) => notices.postAll(),
  },
  {
    name: 'count the active members of the last 30 days, and warn if there are too many',
    on: ['connected', 'hour'],
    run: ({ activityWatch }) => activityWatch?.compute(),
  },
  {
    name: 'ask how many members are online',
    on: ['connected', 'hour'],
    run: ({ onlineRound }) => onlineRound.run(),
  },
  {
    name: 'read past months from the histories of channels, where that was asked for',
    on: ['connected', 'hour'],
    run: ({ backfill }) => backfill.run(),
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

  /** Starts every job of an occasion, in the background. */
  begin(occasion: Occasion): void {
    const { services, openMonth, inBackground } = this.#deps;
    for (const { on, run } of jobs) {
      const work = on.includes(occasion) ? run(services, openMonth()) : undefined;
      if (work !== undefined) inBackground(work);
    }
  }
}
