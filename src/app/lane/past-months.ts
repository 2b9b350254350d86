import { Announcer, type AnnouncerDeps } from '../../bot/posts/announcer.ts';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import type { Month } from '../../core/time.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Application } from '../../gateway/rest/application.ts';
import type { Log } from '../../log.ts';
import { Retention } from '../../months/retention.ts';
import { SealedTrials } from '../../months/sealed-trials.ts';
import { VisitorRetention } from '../../months/visitor-retention.ts';
import type { ActiveReporter } from '../../query/active-reporter.ts';
import type { MonthActivities } from '../../query/month-activities.ts';
import { monthSpan } from '../../query/pruned-months.ts';
import type { Reporter } from '../../query/reporter.ts';
import { deletedAfter } from '../../render/deletion-text.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { AnnouncedDeletion } from '../../store/month-store.ts';

export interface PastMonthsDeps {
  readonly api: AnnouncerDeps['api'];
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly store: LaneStore;
  /** Those of the lane. */
  readonly guilds: GuildRegistry;
  readonly guildCache: GuildCache;
  readonly flusher: Flusher;
  readonly reporter: Reporter;
  readonly active: ActiveReporter;
  readonly activities: MonthActivities;
  readonly application: Application;
  readonly config: Pick<Config, 'keepMonths' | 'keepVisitorsMonths' | 'trialDays'>;
  readonly signal: AbortSignal;
}

/** What is done with the months of a lane that are over. */
export class PastMonths {
  readonly #announcer: Announcer;
  readonly #retention: Retention;
  readonly #visitorRetention: VisitorRetention;
  readonly #trials: SealedTrials;

  constructor(deps: PastMonthsDeps) {
    const { log, store, guilds, activities, application, config, signal } = deps;
    this.#announcer = new Announcer({
      ...deps,
      botId: application.botUserId,
      countsMembers: !application.missingIntents.includes('GuildMembers'),
      onFailure: (err) => log.warn({ err }, 'a server could not be told of its month'),
    });
    const guildIds = () => Array.from(guilds.all(), ({ id }) => id);
    this.#retention = new Retention({
      ...deps,
      keepMonths: config.keepMonths,
      onAnnounced: (deletions) =>
        log.warn(
          { ...loggedOf(deletions), notBefore: deletedAfter(deletions) },
          'the counters of these months will be deleted: to keep them, raise KEEP_MONTHS or remove it, and start again',
        ),
      onDeleted: (deletions) =>
        log.info(loggedOf(deletions), 'the counters of these months were deleted (KEEP_MONTHS)'),
    });
    this.#visitorRetention = new VisitorRetention({ store, guildIds, keepMonths: config.keepVisitorsMonths, signal });
    this.#trials = new SealedTrials({ store, activities, mayOweForget: config.trialDays > 0, signal });
  }

  /** Sums up who was active in months with members in trial, and deletes who those were. */
  sumUpTrials(): Promise<void> {
    return this.#trials.run();
  }

  /** Tells guilds of months that are over, and deletes old ones. What does not succeed is tried again the next time. */
  async tellAndForget(openMonth: Month): Promise<void> {
    await this.#announcer.announceAll(openMonth - 1);
    await this.#retention.run(openMonth);
    await this.#visitorRetention.run(openMonth);
  }
}

function loggedOf(deletions: readonly AnnouncedDeletion[]) {
  const months = monthSpan(deletions.map(({ month }) => month));
  return { months, servers: new Set(deletions.map(({ guildId }) => guildId)).size };
}
