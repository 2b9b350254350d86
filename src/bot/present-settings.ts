import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { CachedGuild } from '../gateway/cached-guild.ts';
import type { Words } from '../render/words.ts';

/** The settings without deleted roles and channels; the same object if there are none. */
export function presentSettings(settings: GuildSettings, guild: CachedGuild): GuildSettings {
  if (references(settings, guild).every(({ ids, isPresent }) => ids.every(isPresent))) return settings;
  const { roles, channels } = guild;
  const { optOutRoleId, reportChannelId, digestChannelId } = settings;
  return {
    ...settings,
    modRoleIds: settings.modRoleIds.filter((id) => roles.has(id)),
    modChannelIds: settings.modChannelIds.filter((id) => channels.has(id)),
    ignoredRoleIds: settings.ignoredRoleIds.filter((id) => roles.has(id)),
    ignoredChannelIds: settings.ignoredChannelIds.filter((id) => channels.has(id)),
    optOutRoleId: roles.has(optOutRoleId ?? '') ? optOutRoleId : null,
    reportChannelId: channels.has(reportChannelId ?? '') ? reportChannelId : null,
    digestChannelId: channels.has(digestChannelId ?? '') ? digestChannelId : null,
  };
}

/** The lines of `/status` about settings that name deleted roles and channels. */
export function deletedNotes(settings: GuildSettings, guild: CachedGuild, words: Words): readonly string[] {
  const items = references(settings, guild).flatMap(({ name, ids, isPresent }) => {
    const count = ids.filter((id) => !isPresent(id)).length;
    return count === 0 ? [] : [words.say(`settings.deleted.${name}`, { count })];
  });
  if (items.length === 0) return [];
  const { modRoleIds, modChannelIds } = settings;
  const present = presentSettings(settings, guild);
  return [
    words.say('settings.deleted', { items: words.list(items) }),
    ...(modRoleIds.length > 0 && present.modRoleIds.length === 0 ? [words.say('settings.noModRoleLeft')] : []),
    ...(modChannelIds.length > 0 && present.modChannelIds.length === 0 ? [words.say('settings.noModChannelLeft')] : []),
  ];
}

/** All settings that name roles or channels. */
function references(settings: GuildSettings, { roles, channels }: CachedGuild) {
  const isRole = (id: Snowflake) => roles.has(id);
  const isChannel = (id: Snowflake) => channels.has(id);
  return [
    { name: 'modRoles', ids: settings.modRoleIds, isPresent: isRole },
    { name: 'modChannels', ids: settings.modChannelIds, isPresent: isChannel },
    { name: 'ignoredChannels', ids: settings.ignoredChannelIds, isPresent: isChannel },
    { name: 'ignoredRoles', ids: settings.ignoredRoleIds, isPresent: isRole },
    { name: 'optOutRole', ids: listed(settings.optOutRoleId), isPresent: isRole },
    { name: 'reportChannel', ids: listed(settings.reportChannelId), isPresent: isChannel },
    { name: 'digestChannel', ids: listed(settings.digestChannelId), isPresent: isChannel },
  ] as const;
}

/** An optional id as a list. */
export function listed(id: Snowflake | null): readonly Snowflake[] {
  return id === null ? [] : [id];
}
