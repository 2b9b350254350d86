import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { GuildCache } from '../gateway/guild-cache.ts';
import { wordsFor } from '../render/locales/languages.ts';
import type { Words } from '../render/words.ts';

export interface WordsOfGuildDeps {
  readonly guilds: Pick<GuildRegistry, 'settings'>;
  readonly guildCache: Pick<GuildCache, 'get'>;
}

/**
 * The words of posts and of answers to typed commands, which tell nothing of their reader: those of the language that was
 * chosen, or else of the one that the guild has in Discord. Clock times are those of the guild.
 */
export async function wordsOfGuild(guildId: Snowflake, { guilds, guildCache }: WordsOfGuildDeps): Promise<Words> {
  const { language, timezone } = guilds.settings(guildId);
  return wordsFor(language ?? (await guildCache.get(guildId)).preferredLocale, timezone);
}
