import type { Language } from './locality/language.ts';
import type { Snowflake } from './snowflake.ts';
import type { Month } from './time.ts';

/** The settings that a guild's moderators can change. Ignored members are in the vault instead. */
export interface GuildSettings {
  /** The first characters of a typed command: 1 to 5, without white space. */
  readonly prefix: string;
  /** Roles that may use commands; if empty, members with the Manage Server permission may. */
  readonly modRoleIds: readonly Snowflake[];
  /** Channels in which answers with data may be sent; if empty, none. */
  readonly modChannelIds: readonly Snowflake[];
  readonly ignoredChannelIds: readonly Snowflake[];
  readonly ignoredRoleIds: readonly Snowflake[];
  /** Members who take this role are not counted from then on, like those with an ignored role; null if not set. */
  readonly optOutRoleId: Snowflake | null;
  /** The channel for automatic posts; null if not set. */
  readonly reportChannelId: Snowflake | null;
  /** Domains whose links are counted one by one, in lower case and ASCII. All others are counted together. */
  readonly linkDomains: readonly string[];
  /** The first of the past months that are still to be read from the channels' histories; null if none are. */
  readonly backfillFromMonth: Month | null;
  /** The colours of pictures: those of Discord's dark theme, or light ones. Discord does not tell which theme people use. */
  readonly pictures: PictureColours;
  /** How often Census posts what happened. */
  readonly digest: DigestGrain;
  /** The hour of the day at which a digest is posted, 0 to 23, in the guild's time zone. */
  readonly digestHour: number;
  /** The channel for digests; null for the one for automatic posts. */
  readonly digestChannelId: Snowflake | null;
  /** Whether the events that Discord schedules are taken over. */
  readonly scheduledEvents: ScheduledEvents;
  /** The kinds of notices that are not posted. */
  readonly noticesOff: readonly NoticeKind[];
  /** The IANA name of the time zone of clock times. Days and months are in UTC everywhere. */
  readonly timezone: string;
  /** The language of posts and of answers to typed commands; null for the one that Discord names for the guild. */
  readonly language: Language | null;
}

export const scheduledEventChoices = ['on', 'off'] as const;
export type ScheduledEvents = (typeof scheduledEventChoices)[number];

export const pictureColours = ['dark', 'light'] as const;
export type PictureColours = (typeof pictureColours)[number];

export const digestGrains = ['off', 'daily', 'weekly', 'monthly'] as const;
export type DigestGrain = (typeof digestGrains)[number];

/** What Census gives notice of: unusual days of a number, unusual hours, and the rest. */
export const noticeKinds = [
  'people',
  'messages',
  'joins',
  'leaves',
  'voice',
  'hours',
  'silence',
  'milestones',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const defaultGuildSettings: GuildSettings = Object.freeze({
  prefix: '.',
  modRoleIds: [],
  modChannelIds: [],
  ignoredChannelIds: [],
  ignoredRoleIds: [],
  optOutRoleId: null,
  reportChannelId: null,
  linkDomains: [],
  backfillFromMonth: null,
  pictures: 'dark',
  digest: 'off',
  digestHour: 9,
  digestChannelId: null,
  scheduledEvents: 'on',
  noticesOff: [],
  timezone: 'UTC',
  language: null,
});

/** Where digests are posted; null if no channel is chosen. */
export function digestChannelOf({ digestChannelId, reportChannelId }: GuildSettings): Snowflake | null {
  return digestChannelId ?? reportChannelId;
}

/** Whether a member with these roles is not counted. Unknown roles (null) may include any role that is not counted. */
export function hasIgnoredRole(settings: GuildSettings, roleIds: readonly Snowflake[] | null): boolean {
  if (!hasUncountedRoles(settings)) return false; // The common case.
  if (roleIds === null) return true;
  const { ignoredRoleIds, optOutRoleId } = settings;
  return roleIds.some((roleId) => roleId === optOutRoleId || ignoredRoleIds.includes(roleId));
}

/** Whether any role is not counted. */
export function hasUncountedRoles({ ignoredRoleIds, optOutRoleId }: GuildSettings): boolean {
  return ignoredRoleIds.length > 0 || optOutRoleId !== null;
}

/** Whether a change adds or removes a role that is not counted. */
export function changesUncountedRoles(before: GuildSettings, after: GuildSettings): boolean {
  const rolesOf = ({ ignoredRoleIds, optOutRoleId }: GuildSettings) => [...ignoredRoleIds, optOutRoleId].sort().join();
  return rolesOf(before) !== rolesOf(after);
}

/** Whether a change causes anything to be counted that was not counted before. */
export function countsMore(before: GuildSettings, after: GuildSettings): boolean {
  const isMissing = (ids: readonly Snowflake[]) => (id: Snowflake) => !ids.includes(id);
  return (
    before.ignoredChannelIds.some(isMissing(after.ignoredChannelIds)) ||
    before.ignoredRoleIds.some(isMissing(after.ignoredRoleIds)) ||
    (before.optOutRoleId !== null && before.optOutRoleId !== after.optOutRoleId)
  );
}
