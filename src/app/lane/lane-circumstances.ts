import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Config } from '../../config.ts';
import type { Channel } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Month, monthOf } from '../../core/time.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { isUnseen } from '../../gateway/permissions.ts';
import type { Application } from '../../gateway/rest/application.ts';
import type { Circumstances } from '../../query/circumstances.ts';
import type { Reason } from '../../query/value.ts';

export interface LaneCircumstancesDeps {
  readonly guilds: Pick<GuildRegistry, 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get'>;
  readonly application: Pick<Application, 'missingIntents'>;
  readonly config: Pick<Config, 'countVisitors' | 'keepVisitorsMonths'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What the bot knows of the counting in the guilds of its lane. */
export class LaneCircumstances implements Circumstances {
  readonly #deps: LaneCircumstancesDeps;

  constructor(deps: LaneCircumstancesDeps) {
    this.#deps = deps;
  }

  get countsMembers(): boolean {
    return !this.#deps.application.missingIntents.includes('GuildMembers');
  }

  get readsContent(): boolean {
    return !this.#deps.application.missingIntents.includes('MessageContent');
  }

  /** Null also if Discord does not say what Census can see, as in a guild that it has left. */
  async whyUncounted(guildId: Snowflake, { id }: Channel): Promise<'channelUnseen' | 'channelIgnored' | null> {
    const { guilds, guildCache } = this.#deps;
    if (guilds.settings(guildId).ignoredChannelIds.includes(id)) return 'channelIgnored';
    const guild = await guildCache.get(guildId).catch(() => null);
    const channel = guild?.channels.get(id);
    return guild && channel && isUnseen(guild, channel) ? 'channelUnseen' : null;
  }

  /** Why those of an earlier month were not counted is no longer known. */
  whyVisitorsUncounted(guildId: Snowflake, metric: 'device' | 'language', month: Month): Reason | null {
    const { guilds, application, config, clock } = this.#deps;
    if (month !== monthOf(clock.now())) return null;
    if (!config.countVisitors) return 'switchedOff';
    if (metric === 'language') return null;
    if (application.missingIntents.includes('GuildPresences')) return 'intentOff';
    return hasUncountedRoles(guilds.settings(guildId)) ? 'rolesUntold' : null;
  }

  areProfilesDeleted(month: Month): boolean {
    const { config, clock } = this.#deps;
    return month < monthOf(clock.now()) - config.keepVisitorsMonths;
  }
}
