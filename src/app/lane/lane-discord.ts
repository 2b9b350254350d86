import type { ChannelList, GuildRegistry } from '../../collect/guild-registry.ts';
import type { ChannelHistory } from '../../collect/messages/catch-up.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { GuildCache } from '../../gateway/guild-cache.ts';
import { fetchChannelList } from '../../gateway/rest/channel-list.ts';
import { ChannelLookup, type ChannelLookupDeps } from '../../gateway/rest/channel-lookup.ts';
import { type ChannelHistoryDeps, DiscordHistory } from '../../gateway/rest/discord-history.ts';
import type { DiscordTime } from '../../gateway/rest/discord-time.ts';
import type { Log } from '../../log.ts';
import type { InBackground } from '../background-work.ts';

/** What a lane asks Discord, besides what its gateway sends. */
export interface AskedDiscord {
  readonly history: ChannelHistory;
  /**
   * Learns a channel that no event has described. Resolves within seconds; rejects only when Census stops, and a caller
   * that does not wait may ignore that.
   */
  learnChannel(guildId: Snowflake, channelId: Snowflake): Promise<void>;
  /** The current channels of a guild; null if Census is no longer in it. */
  channels(guildId: Snowflake): Promise<ChannelList | null>;
  /** Discord's time, in milliseconds since the Unix epoch. Rejects if Discord does not answer. */
  now(): Promise<number>;
}

export interface LaneDiscordDeps {
  readonly api: ChannelHistoryDeps['api'] & ChannelLookupDeps['api'] & Parameters<typeof fetchChannelList>[0];
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly guilds: GuildRegistry;
  readonly guildCache: GuildCache;
  readonly discordTime: Pick<DiscordTime, 'now'>;
  /** Whether Discord sends the content of messages. */
  readonly readsContent: boolean;
  readonly inBackground: InBackground;
  /** Stops all requests once aborted. */
  readonly signal: AbortSignal;
}

/** Asks over Discord's REST API. */
export class LaneDiscord implements AskedDiscord {
  readonly history: DiscordHistory;
  readonly #deps: LaneDiscordDeps;
  readonly #channelLookup: ChannelLookup;

  constructor(deps: LaneDiscordDeps) {
    this.#deps = deps;
    this.history = new DiscordHistory(deps);
    this.#channelLookup = new ChannelLookup({
      ...deps,
      onTrouble: (err) =>
        deps.log.warn({ err }, 'a channel could not be looked up; messages in it meanwhile are shown as a gap'),
    });
  }

  learnChannel(guildId: Snowflake, channelId: Snowflake): Promise<void> {
    const learning = this.#channelLookup.learn(guildId, channelId);
    this.#deps.inBackground(learning.catch(() => {})); // It rejects only when Census stops.
    return learning;
  }

  channels(guildId: Snowflake): Promise<ChannelList | null> {
    return fetchChannelList(this.#deps.api, guildId);
  }

  now(): Promise<number> {
    return this.#deps.discordTime.now();
  }
}
