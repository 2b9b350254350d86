import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { CachedGuild } from '../gateway/cached-guild.ts';

/** The settings without deleted roles and channels; the same object if there are none. */
export function presentSettings(settings: GuildSettings, guild: CachedGuild): GuildSettings {
  if (references(settings, guild).every(({ ids, isPresent }) => ids.every(isPresent))) return settings;
  const { roles, channels } = guild;
  const { optOutRoleId, reportChannelId } = settings;
  return {
    ...settings,
    modRoleIds: settings.modRoleIds.filter((id) => roles.has(id)),
    modChannelIds: settings.modChannelIds.filter((id) => channels.has(id)),
    ignoredRoleIds: settings.ignoredRoleIds.filter((id) => roles.has(id)),
    ignoredChannelIds: settings.ignoredChannelIds.filter((id) => channels.has(id)),
    optOutRoleId: roles.has(optOutRoleId ?? '') ? optOutRoleId : null,
    reportChannelId: channels.has(reportChannelId ?? '') ? reportChannelId : null,
  };
}

/** The lines of `/status` about settings that name deleted roles and channels. */
export function deletedNotes(settings: GuildSettings, guild: CachedGuild): readonly string[] {
  const kinds = references(settings, guild).flatMap(({ noun, ids, isPresent }) => {
    const count = ids.filter((id) => !isPresent(id)).length;
    return count === 0 ? [] : [count === 1 ? noun : `${noun} (${count})`];
  });
  if (kinds.length === 0) return [];
  const { modRoleIds, modChannelIds } = settings;
  const present = presentSettings(settings, guild);
  return [
    `Deleted, but still set: ${kinds.join(', ')}. The next change with \`/settings\` removes them.`,
    ...(modRoleIds.length > 0 && present.modRoleIds.length === 0
      ? ['No mod role is left: members with the permission Manage Server may ask.']
      : []),
    ...(modChannelIds.length > 0 && present.modChannelIds.length === 0
      ? ['No mod channel is left: set one with `/settings mod_channel:`.']
      : []),
  ];
}

/** All settings that name roles or channels. */
function references(settings: GuildSettings, { roles, channels }: CachedGuild) {
  const isRole = (id: Snowflake) => roles.has(id);
  const isChannel = (id: Snowflake) => channels.has(id);
  return [
    { noun: 'mod role', ids: settings.modRoleIds, isPresent: isRole },
    { noun: 'mod channel', ids: settings.modChannelIds, isPresent: isChannel },
    { noun: 'ignored channel', ids: settings.ignoredChannelIds, isPresent: isChannel },
    { noun: 'ignored role', ids: settings.ignoredRoleIds, isPresent: isRole },
    { noun: 'opt-out role', ids: listed(settings.optOutRoleId), isPresent: isRole },
    { noun: 'report channel', ids: listed(settings.reportChannelId), isPresent: isChannel },
  ];
}

/** An optional id as a list. */
export function listed(id: Snowflake | null): readonly Snowflake[] {
  return id === null ? [] : [id];
}
