import { Announcer, type AnnouncerDeps } from '../bot/posts/announcer.ts';
import type { Flusher } from '../collect/flusher.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Config } from '../config.ts';
import type { Clock } from '../core/clock.ts';
import type { Month } from '../core/time.ts';
import type { GuildCache } from '../gateway/guild-cache.ts';
import type { Application } from '../gateway/rest/application.ts';
import type { Log } from '../log.ts';
import { Retention } from '../months/retention.ts';
import { SealedSpreads } from '../months/sealed-spreads.ts';
import { SealedTrials } from '../months/sealed-trials.ts';
import { VisitorRetention } from '../months/visitor-retention.ts';
import type { ActiveReporter } from '../query/active-reporter.ts';
import type { MonthActivities } from '../query/month-activities.ts';
import { MonthSpreads } from '../query/month-spreads.ts';
import { monthSpan } from '../query/pruned-months.ts';
import type { Reporter } from '../query/reporter.ts';
import { deletedAfter } from '../render/deletion-text.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { AnnouncedDeletion } from '../store/month-store.ts';
import type { Vault } from '../vault/vault.ts';

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
  readonly vault: Pick<Vault, 'month'>;
  readonly signal: AbortSignal;
}

/** Puts together what is done with months that are over; nothing is begun. */
export function assemblePastMonths(deps: PastMonthsDeps) {
  const { log, store, guilds, activities, application, config, signal } = deps;
  const announcer = new Announcer({
    ...deps,
    botId: application.botUserId,
    countsMembers: !application.missingIntents.includes('GuildMembers'),
    onFailure: (err) => log.warn({ err }, 'a server could not be told of its month'),
  });
  const guildIds = () => Array.from(guilds.all(), ({ id }) => id);
  const retention = new Retention({
    ...deps,
    keepMonths: config.keepMonths,
    onAnnounced: (deletions) =>
      log.warn(
        { ...loggedOf(deletions), notBefore: deletedAfter(deletions) },
        'the counters of these months will be deleted: to keep them, raise KEEP_MONTHS or remove it, and start again',
      ),
    onDeleted: (deletions) => log.info(loggedOf(deletions), 'the counters of these months were deleted (KEEP_MONTHS)'),
  });
  const visitorRetention = new VisitorRetention({ store, guildIds, keepMonths: config.keepVisitorsMonths, signal });

  const openMonth = () => deps.vault.month;
  const spreads = new SealedSpreads({ store, guildIds, openMonth, spreads: new MonthSpreads(store), signal });
  const trials = new SealedTrials({ store, activities, mayOweForget: config.trialDays > 0, signal });

  return {
    /** Sums up months that are sealed, and deletes who was in trial in them. */
    async sumUp(): Promise<void> {
      await spreads.run(); // First, for what members did in trial is not in it.
      await trials.run();
    },

    /** Tells of months that are over, and forgets old ones. What does not succeed is tried again the next time. */
    async tellAndForget(openMonth: Month): Promise<void> {
      await announcer.announceAll(openMonth - 1);
      await retention.run(openMonth);
      await visitorRetention.run(openMonth);
    },
  };
}

function loggedOf(deletions: readonly AnnouncedDeletion[]) {
  const months = monthSpan(deletions.map(({ month }) => month));
  return { months, servers: new Set(deletions.map(({ guildId }) => guildId)).size };
}
