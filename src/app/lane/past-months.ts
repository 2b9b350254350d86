import { Announcer, type AnnouncerDeps } from '../../bot/posts/announcer.ts';
import { type ComposeMonthDeps, composeMonth } from '../../bot/posts/compose-month.ts';
import type { Poster } from '../../bot/posts/poster.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Config } from '../../config.ts';
import type { Clock } from '../../core/clock.ts';
import type { Month } from '../../core/time.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Log } from '../../log.ts';
import type { MonthAnnouncements } from '../../months/month-announcements.ts';
import { type SealedMonthDeps, tendSealedMonths } from '../../months/month-life.ts';
import { ProfilePruning } from '../../months/profile-pruning.ts';
import { Pruning } from '../../months/pruning.ts';
import { SealedMonthRows } from '../../months/sealed-month-rows.ts';
import { SealedSpreads } from '../../months/sealed-spreads.ts';
import { SealedTrials } from '../../months/sealed-trials.ts';
import type { MonthActivities } from '../../query/active/month-activities.ts';
import { MonthSpreads } from '../../query/month-spreads.ts';
import type { Questions } from '../../query/questions.ts';
import { deletedAfter } from '../../render/deletion-text.ts';
import { english } from '../../render/words.ts';
import type { LaneStore } from '../../store/lane-store.ts';
import type { AnnouncedDeletion } from '../../store/month-store.ts';
import type { Vault } from '../../vault/vault.ts';

export interface PastMonthsDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly store: LaneStore;
  /** The guilds of the lane. */
  readonly guilds: GuildRegistry;
  readonly guildCache: GuildCache;
  readonly questions: Questions;
  readonly pictures: ComposeMonthDeps['pictures'];
  readonly timezoneOf: AnnouncerDeps['timezoneOf'];
  readonly activities: MonthActivities;
  readonly config: Pick<Config, 'keepMonths' | 'keepVisitorsMonths' | 'trialDays'>;
  readonly vault: Pick<Vault, 'month'>;
  readonly signal: AbortSignal;
}

/** Everything that is done with a lane's closed months. */
export class PastMonths {
  readonly #sealed: SealedMonthDeps;

  constructor(deps: PastMonthsDeps) {
    const { log, store, guilds, activities, config, signal } = deps;
    const announcer = new Announcer({
      ...deps,
      compose: (guildId, month, place) => composeMonth(guildId, month, place, deps),
      onFailure: (err) => log.warn({ err }, 'the ends of months cannot be announced at the moment; Census tries again'),
    });
    const announcements: MonthAnnouncements = {
      announceSealed: (lastSealed) => announcer.announceAll(lastSealed),
      announcePlannedDeletions: (deletions) =>
        log.warn(
          { ...loggedOf(deletions), notBefore: deletedAfter(deletions) },
          'the counters of these months will be deleted: to keep them, raise or remove KEEP_MONTHS and restart',
        ),
      announceDeleted: (deletions) =>
        log.info(loggedOf(deletions), 'the counters of these months were deleted (KEEP_MONTHS)'),
    };
    const guildIds = () => Array.from(guilds.all(), ({ id }) => id);
    const openMonth = () => deps.vault.month;
    this.#sealed = {
      sums: [
        // First, because spreads leave out what members did in trial, and the second one deletes the trials.
        new SealedSpreads({ store, guildIds, openMonth, spreads: new MonthSpreads(store), signal }),
        new SealedTrials({ store, activities, mayOweForget: config.trialDays > 0, signal }),
        new SealedMonthRows({ store, signal }),
      ],
      announcements,
      pruning: new Pruning({ ...deps, announcements, keepMonths: config.keepMonths }),
      profilePruning: new ProfilePruning({ store, guildIds, keepMonths: config.keepVisitorsMonths, signal }),
    };
  }

  /** Sums up, announces and prunes the months before `openMonth`. What fails is retried on the next call. */
  tend(openMonth: Month): Promise<void> {
    return tendSealedMonths(this.#sealed, openMonth);
  }
}

function loggedOf(deletions: readonly AnnouncedDeletion[]) {
  const months = english.monthSpan(deletions.map(({ month }) => month));
  return { months, servers: new Set(deletions.map(({ guildId }) => guildId)).size };
}
