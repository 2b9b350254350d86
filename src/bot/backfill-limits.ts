import { PermissionFlagsBits } from '@discordjs/core';
import { type GuildSettings, hasUncountedRoles } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { CachedGuild } from '../gateway/cached-guild.ts';
import { channelsWithout } from '../gateway/permissions.ts';
import { namedChannels } from '../render/named-channels.ts';
import type { Words } from '../render/words.ts';

/** What past months cannot have, however they are read; empty if none are to be read. */
export function backfillLimits(
  settings: GuildSettings,
  guild: CachedGuild,
  shownIds: ReadonlySet<Snowflake>,
  words: Words,
): readonly string[] {
  if (settings.backfillFromMonth === null) return [];
  const { ViewChannel, ReadMessageHistory } = PermissionFlagsBits;
  const isIgnored = (id: Snowflake) => settings.ignoredChannelIds.includes(id);
  const unreadable = channelsWithout(guild, ViewChannel | ReadMessageHistory).filter(({ id }) => !isIgnored(id));
  const shown = unreadable.filter(({ id }) => shownIds.has(id));
  const channels = namedChannels(shown, shown.length < unreadable.length, words);
  return [
    words.say('settings.backfill.limits'),
    ...(unreadable.length > 0 ? [words.say('settings.backfill.unreadable', { channels })] : []),
    ...(hasUncountedRoles(settings) ? [words.say('settings.backfill.uncountedRoles')] : []),
  ];
}
