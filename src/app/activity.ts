import { type CeilingNoticeDeps, MauLimitNotice } from '../bot/posts/mau-limit-notice.ts';
import type { Flusher } from '../collect/flusher.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Clock } from '../core/clock.ts';
import type { GuildCache } from '../gateway/guild-cache.ts';
import type { Log } from '../log.ts';
import type { MonthActivities } from '../query/month-activities.ts';
import { RollingActivities } from '../query/rolling-activities.ts';
import type { StoreReader } from '../store/store-reader.ts';

export interface ActivityDeps {
  readonly api: CeilingNoticeDeps['api'];
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StoreReader;
  readonly guilds: GuildRegistry;
  readonly guildCache: GuildCache;
  readonly flusher: Flusher;
  readonly activities: MonthActivities;
  /** The ceiling of active members in 30 days; null where there is none. */
  readonly mauMax: number | null;
  /** Whether somebody reads {@link RollingActivities.latest}. */
  readonly isRead: boolean;
  readonly signal: AbortSignal;
}

/** Puts together what knows how many are active in every guild, and what is done with that; nothing is begun. */
export function assembleActivity(deps: ActivityDeps) {
  const { log, guilds, mauMax, isRead } = deps;
  const rolling = new RollingActivities({
    ...deps,
    guilds: () => [...guilds.all()].filter(({ leftMs }) => leftMs === null),
  });
  const onFailure = (err: unknown) => log.warn({ err }, 'a server could not be told that it is above MAU_MAX');
  const notice = mauMax === null ? null : new MauLimitNotice({ ...deps, rolling, ceiling: mauMax, onFailure });
  /** It reads the counters of every guild, so not without a reason. */
  const isWanted = notice !== null || isRead;

  return {
    rolling,

    /** Computes it anew from what is committed, and tells whom it concerns. */
    async compute(): Promise<void> {
      if (!isWanted) return;
      await rolling.compute();
      await notice?.tellAll();
    },
  };
}
