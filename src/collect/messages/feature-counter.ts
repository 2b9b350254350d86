import type { AnsweredMessage, Message } from '../../core/activity.ts';
import type { Channel } from '../../core/channel.ts';
import { hasIgnoredRole } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Vault } from '../../vault/vault.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { Totals } from '../totals.ts';

export interface FeatureCounterDeps {
  readonly vault: Pick<Vault, 'isIgnored'>;
  readonly guilds: Pick<GuildRegistry, 'settings' | 'countedChannel'>;
  readonly totals: Pick<Totals, 'add'>;
}

/** Counts kinds, attachments and links of messages, and the delays of replies, as totals without a member. */
export class FeatureCounter {
  readonly #deps: FeatureCounterDeps;

  constructor(deps: FeatureCounterDeps) {
    this.#deps = deps;
  }

  /** A message was counted in this channel. */
  count({ guildId, channelId, atMs, features }: Message, { id, number: channel }: Channel): void {
    const { totals } = this.#deps;
    // A message that counts in another channel than its own is in a thread of that channel.
    if (channelId !== id) totals.add({ guildId, metric: 'message_kind', atMs, channel, key: 'thread' });
    if (features === undefined) return;
    for (const key of features.kinds) totals.add({ guildId, metric: 'message_kind', atMs, channel, key });
    for (const key of features.attachments) totals.add({ guildId, metric: 'attachment', atMs, channel, key });
    for (const key of features.linkDomains) totals.add({ guildId, metric: 'link_domain', atMs, key });
    const { answered } = features;
    if (answered === null || !this.#counts(guildId, answered)) return;
    totals.add({ guildId, metric: 'reply_delay', atMs, channel, key: powerOfTwo(answered.delayMs) });
  }

  /** Whether the answered message is counted itself. */
  #counts(guildId: Snowflake, { channelId, person, roleIds }: AnsweredMessage): boolean {
    const { guilds, vault } = this.#deps;
    const settings = guilds.settings(guildId);
    const channel = guilds.countedChannel(guildId, channelId);
    if (channel === undefined || settings.ignoredChannelIds.includes(channel.id)) return false;
    return !hasIgnoredRole(settings, roleIds) && !vault.isIgnored(guildId, person);
  }
}

/** n for a delay of 2ⁿ seconds or more and less than 2ⁿ⁺¹; 0 below one second. */
function powerOfTwo(delayMs: number): string {
  const seconds = Math.max(1, Math.floor(delayMs / 1000));
  return String(31 - Math.clz32(seconds));
}
