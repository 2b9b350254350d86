import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** The part of the port that is about guilds themselves. */
export interface DirectoryStore {
  /**
   * Writes a guild's settings at once, and from when on its messages are counted from history. The next batch that
   * names the guild replaces both.
   */
  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void>;

  /** Deletes all that is known of a guild, and forgets it as soon as nobody reads. */
  removeGuild(guildId: Snowflake): Promise<void>;
}
