import { MauLimitNotice } from '../../bot/posts/mau-limit-notice.ts';
import type { Poster } from '../../bot/posts/poster.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Clock } from '../../core/clock.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import type { Log } from '../../log.ts';
import type { MonthActivities } from '../../query/active/month-activities.ts';
import { RollingActivities } from '../../query/active/rolling-activities.ts';
import type { LaneStore } from '../../store/lane-store.ts';

export interface ActivityWatchDeps {
  readonly poster: Pick<Poster, 'post'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: LaneStore;
  readonly guilds: GuildRegistry;
  readonly guildCache: GuildCache;
  readonly activities: MonthActivities;
  /** The limit of active members in 30 days; null for none. */
  readonly mauMax: number | null;
  readonly signal: AbortSignal;
}

/** The number of active members of each guild of a lane, and the notice if there are too many. */
export class ActivityWatch {
  readonly rolling: RollingActivities;
  readonly #notice: MauLimitNotice | null;

  constructor(deps: ActivityWatchDeps) {
    const { log, guilds, mauMax } = deps;
    this.rolling = new RollingActivities({
      ...deps,
      guilds: () => [...guilds.all()].filter(({ leftMs }) => leftMs === null),
    });
    const onFailure = (err: unknown) => log.warn({ err }, 'the notice of MAU_MAX could not be posted in a server');
    const noticeDeps = { ...deps, rolling: this.rolling, onFailure };
    this.#notice = mauMax === null ? null : new MauLimitNotice({ ...noticeDeps, ceiling: mauMax });
  }

  /** Computes it from committed counters and posts the notice in guilds above the limit. */
  async compute(): Promise<void> {
    await this.rolling.compute();
    await this.#notice?.tellAll();
  }
}
