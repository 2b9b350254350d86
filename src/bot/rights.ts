import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { has } from '../gateway/permissions.ts';
import type { Words } from '../render/words.ts';

/** Who may use a command: any member; moderators, in a mod channel; members with the Manage Server permission. */
export type Audience = 'everyone' | 'moderators' | 'managers';

/** The asker and the place. */
export interface Asker {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  /** When they joined, in milliseconds since the Unix epoch; null if Discord does not say. */
  readonly joinedAtMs: number | null;
  readonly roleIds: readonly Snowflake[];
  /** Their permissions in the guild as a whole. */
  readonly permissions: bigint;
  readonly channelId: Snowflake;
  /** The parent channel of the thread in which they ask; null outside threads. */
  readonly parentId: Snowflake | null;
  /** Whether only the asker will see the answer. A moderator may then ask in any channel. */
  readonly isAnsweredPrivately: boolean;
}

/**
 * Why the member may not use the command here, as a sentence for them; null if they may.
 *
 * @param mayView Whether they can view a channel. Only such mod channels are named.
 */
export function refusal(
  audience: Audience,
  asker: Asker,
  settings: GuildSettings,
  words: Words,
  mayView: (channelId: Snowflake) => boolean,
): string | null {
  const { Administrator, ManageGuild } = PermissionFlagsBits;
  const isManager = has(asker.permissions, Administrator) || has(asker.permissions, ManageGuild);
  if (audience === 'everyone') return null;
  if (audience === 'managers') return isManager ? null : words.say('refusal.managersOnly');
  const { modRoleIds, modChannelIds } = settings;
  const isModerator = modRoleIds.length === 0 ? isManager : modRoleIds.some((id) => asker.roleIds.includes(id));
  if (!isModerator) return words.say('refusal.moderatorsOnly');
  if (asker.isAnsweredPrivately || isInModChannel(asker, settings)) return null;
  if (modChannelIds.length === 0) return words.say('refusal.noModChannel');
  const mentions = modChannelIds
    .filter(mayView)
    .slice(0, mostMentioned)
    .map((id) => `<#${id}>`);
  if (mentions.length === 0) return words.say('refusal.modChannelsOnly');
  return words.say('refusal.askElsewhere', { channels: words.list(mentions, 'disjunction') });
}

/** Whether the channel is a mod channel or a thread of one. */
export function isInModChannel(
  { channelId, parentId }: Pick<Asker, 'channelId' | 'parentId'>,
  { modChannelIds }: Pick<GuildSettings, 'modChannelIds'>,
): boolean {
  return modChannelIds.includes(channelId) || modChannelIds.includes(parentId ?? '');
}

const mostMentioned = 3;
