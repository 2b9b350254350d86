import { type CeilingNoticeDeps, MauLimitNotice } from '../../bot/posts/mau-limit-notice.ts';
import type { Flusher } from '../../collect/flusher.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Clock } from '../../core/clock.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Log } from '../../log.ts';
import type { MonthActivities } from '../../query/month-activities.ts';
import { RollingActivities } from '../../query/rolling-activities.ts';
import type { StoreReader } from '../../store/store-reader.ts';

export interface ActivityWatchDeps {
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
  readonly signal: AbortSignal;
}

/** How many are active in every guild of a lane, and the notice where they are too many. */
export class ActivityWatch {
  readonly rolling: RollingActivities;
  readonly #notice: MauLimitNotice | null;

  constructor(deps: ActivityWatchDeps) {
    const { log, guilds, mauMax } = deps;
    this.rolling = new RollingActivities({
      ...deps,
      guilds: () => [...guilds.all()].filter(({ leftMs }) => leftMs === null),
    });
    const onFailure = (err: unknown) => log.warn({ err }, 'a server could not be told that it is above MAU_MAX');
    const noticeDeps = { ...deps, rolling: this.rolling, onFailure };
    this.#notice = mauMax === null ? null : new MauLimitNotice({ ...noticeDeps, ceiling: mauMax });
  }

  /** Computes it from what is committed, and tells the guilds above the ceiling. */
  async compute(): Promise<void> {
    await this.rolling.compute();
    await this.#notice?.tellAll();
  }
}
