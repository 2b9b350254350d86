import type { ChannelList } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { fetchChannelList } from './channel-list.ts';
import { type ChannelHistoryDeps, DiscordHistory } from './discord-history.ts';

export interface DiscordPastDeps extends ChannelHistoryDeps {
  readonly api: ChannelHistoryDeps['api'] & Parameters<typeof fetchChannelList>[0];
}

/** What Discord has of the past: the histories, and which channels there are now. */
export class DiscordPast extends DiscordHistory {
  readonly #api: DiscordPastDeps['api'];

  constructor(deps: DiscordPastDeps) {
    super(deps);
    this.#api = deps.api;
  }

  /** The current channels and active threads of a guild; null if Census is no longer in it. */
  channels(guildId: Snowflake): Promise<ChannelList | null> {
    return fetchChannelList(this.#api, guildId);
  }
}
