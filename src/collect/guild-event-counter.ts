import type { EventPlace, GuildEvent } from '../core/activity.ts';
import { hasIgnoredRole } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { startOfMonthMs } from '../core/time.ts';
import type { Vault } from '../vault/vault.ts';
import type { GuildRegistry } from './guild-registry.ts';
import type { Totals } from './totals.ts';

export interface GuildEventCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'isIgnored'>;
  readonly guilds: GuildRegistry;
  readonly totals: Pick<Totals, 'add'>;
}

/** Counts the events of a guild in the open month, as totals without a member. */
export class GuildEventCounter {
  readonly #deps: GuildEventCounterDeps;

  constructor(deps: GuildEventCounterDeps) {
    this.#deps = deps;
  }

  /** An event that arrives after its month was closed counts at the start of the open month. */
  count({ guildId, metric, key = '', amount = 1, person, place, atMs }: GuildEvent): void {
    const { guilds, vault, totals } = this.#deps;
    if (guilds.get(guildId)?.leftMs !== null) return;
    if (person !== null && vault.isIgnored(guildId, person)) return;
    if (place !== undefined && !this.#isCounted(guildId, place)) return;
    totals.add({ guildId, metric, key, amount, atMs: Math.max(atMs, startOfMonthMs(vault.month)) });
  }

  /** An unknown channel, or unknown roles, may be ignored ones: then the event counts only if nothing is ignored. */
  #isCounted(guildId: Snowflake, { channelId, roleIds }: EventPlace): boolean {
    const { guilds } = this.#deps;
    const settings = guilds.settings(guildId);
    const { ignoredChannelIds } = settings;
    const channel = guilds.countedChannel(guildId, channelId);
    if (channel === undefined ? ignoredChannelIds.length > 0 : ignoredChannelIds.includes(channel.id)) return false;
    return !hasIgnoredRole(settings, roleIds);
  }
}
