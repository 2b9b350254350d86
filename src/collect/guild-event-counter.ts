import type { GuildEvent, Reaction, Removal } from '../core/activity.ts';
import { hasIgnoredRole, hasUncountedRoles } from '../core/guild-settings.ts';
import { startOfMonthMs } from '../core/time.ts';
import type { Vault } from '../vault/vault.ts';
import type { GuildRegistry } from './guild-registry.ts';
import type { Totals } from './totals.ts';

export interface GuildEventCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'isIgnored'>;
  readonly guilds: GuildRegistry;
  readonly totals: Pick<Totals, 'add'>;
}

/** Counts reactions, removals and people online in the open month, as totals without a member. */
export class GuildEventCounter {
  readonly #deps: GuildEventCounterDeps;

  constructor(deps: GuildEventCounterDeps) {
    this.#deps = deps;
  }

  /** An event that arrives after its month was closed counts at the start of the open month. */
  count(event: GuildEvent): void {
    const { guilds, vault, totals } = this.#deps;
    const { guildId } = event;
    if (guilds.get(guildId)?.leftMs !== null) return;
    const atMs = Math.max(event.atMs, startOfMonthMs(vault.month));
    if (event.kind === 'online') totals.add({ guildId, metric: 'online', atMs, amount: event.people });
    else if (event.kind === 'removal') this.#countRemoval(event, atMs);
    else if (this.#isCounted(event)) totals.add({ guildId, metric: 'reaction', atMs, key: event.emoji });
  }

  #countRemoval({ guildId, person, way }: Removal, atMs: number): void {
    const { vault, totals } = this.#deps;
    if (!vault.isIgnored(guildId, person)) totals.add({ guildId, metric: 'removal', atMs, key: way });
  }

  /** An unknown channel, or unknown roles, may be ignored ones: then the reaction counts only if nothing is ignored. */
  #isCounted({ guildId, channelId, person, roleIds }: Reaction): boolean {
    const { guilds, vault } = this.#deps;
    const settings = guilds.settings(guildId);
    const { ignoredChannelIds } = settings;
    const channel = guilds.countedChannel(guildId, channelId);
    if (channel === undefined ? ignoredChannelIds.length > 0 : ignoredChannelIds.includes(channel.id)) return false;
    if (roleIds === null ? hasUncountedRoles(settings) : hasIgnoredRole(settings, roleIds)) return false;
    return !vault.isIgnored(guildId, person);
  }
}
