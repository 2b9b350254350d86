import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** The part of the port that keeps the guilds themselves. */
export interface DirectoryStore {
  /**
   * Writes a guild's settings and `catchUpFromMs`, before which catch-up counts no message (Unix epoch). The next batch
   * that names the guild replaces both.
   */
  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void>;

  /** Deletes everything about a guild. The deleted bytes are overwritten as soon as no reader is open. */
  removeGuild(guildId: Snowflake): Promise<void>;
}
