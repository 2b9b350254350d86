import type { Snowflake } from './snowflake.ts';

/** What the moderators of a guild have set. Ignored members are not here: the vault keeps them. */
export interface GuildSettings {
  /** What a typed command begins with, 1 to 5 characters without white space. */
  readonly prefix: string;
  /** Who may ask; empty means whoever has the Manage Server permission. */
  readonly modRoleIds: readonly Snowflake[];
  /** Where answers with data may be given; empty means nowhere yet. */
  readonly modChannelIds: readonly Snowflake[];
  readonly ignoredChannelIds: readonly Snowflake[];
  readonly ignoredRoleIds: readonly Snowflake[];
  /** Whoever takes this role is not counted from then on, as with an ignored role; null where there is none. */
  readonly optOutRoleId: Snowflake | null;
  /** Where Census reports of its own accord, or null. */
  readonly reportChannelId: Snowflake | null;
  /** The domains by which links are counted, in lower case and ASCII. Links to any other are counted together. */
  readonly linkDomains: readonly string[];
}

export const defaultGuildSettings: GuildSettings = Object.freeze({
  prefix: '.',
  modRoleIds: [],
  modChannelIds: [],
  ignoredChannelIds: [],
  ignoredRoleIds: [],
  optOutRoleId: null,
  reportChannelId: null,
  linkDomains: [],
});

/** Whether whoever has these roles is not counted. */
export function hasIgnoredRole(settings: GuildSettings, roleIds: readonly Snowflake[]): boolean {
  if (!hasUncountedRoles(settings)) return false; // As nearly everywhere.
  const { ignoredRoleIds, optOutRoleId } = settings;
  return roleIds.some((roleId) => roleId === optOutRoleId || ignoredRoleIds.includes(roleId));
}

/** Whether there are roles that are not counted, so that of somebody whose roles are not known nothing may be counted. */
export function hasUncountedRoles({ ignoredRoleIds, optOutRoleId }: GuildSettings): boolean {
  return ignoredRoleIds.length > 0 || optOutRoleId !== null;
}

/** Whether a change adds or removes roles whose members are not counted. */
export function changesUncountedRoles(before: GuildSettings, after: GuildSettings): boolean {
  const rolesOf = ({ ignoredRoleIds, optOutRoleId }: GuildSettings) => [...ignoredRoleIds, optOutRoleId].sort().join();
  return rolesOf(before) !== rolesOf(after);
}

/** Whether something is counted after a change that was not counted before. */
export function countsMore(before: GuildSettings, after: GuildSettings): boolean {
  const isMissing = (ids: readonly Snowflake[]) => (id: Snowflake) => !ids.includes(id);
  return (
    before.ignoredChannelIds.some(isMissing(after.ignoredChannelIds)) ||
    before.ignoredRoleIds.some(isMissing(after.ignoredRoleIds)) ||
    (before.optOutRoleId !== null && before.optOutRoleId !== after.optOutRoleId)
  );
}
