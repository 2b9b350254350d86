import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { has } from '../gateway/permissions.ts';

/** Who may ask: anyone; moderators, in a mod channel; who has the Manage Server permission. */
export type Audience = 'everyone' | 'moderators' | 'managers';

/** Who asks, and where. */
export interface Asker {
  readonly guildId: Snowflake;
  readonly userId: Snowflake;
  /** Since when they have been a member, in milliseconds since the Unix epoch; null where Discord does not say. */
  readonly joinedAtMs: number | null;
  readonly roleIds: readonly Snowflake[];
  /** In the guild at large. */
  readonly permissions: bigint;
  readonly channelId: Snowflake;
  /** The channel of the thread in which it is asked; null outside of threads. */
  readonly parentId: Snowflake | null;
  /** Whether only the asker will see the answer, so that a moderator may ask in any channel. */
  readonly isAnsweredPrivately: boolean;
}

/** Why a member may not ask for something here, in a sentence for them; null when they may. */
export function refusal(audience: Audience, asker: Asker, settings: GuildSettings): string | null {
  const { Administrator, ManageGuild } = PermissionFlagsBits;
  const isManager = has(asker.permissions, Administrator) || has(asker.permissions, ManageGuild);
  if (audience === 'everyone') return null;
  if (audience === 'managers') return isManager ? null : 'Only members with the permission Manage Server may do that.';
  const { modRoleIds, modChannelIds } = settings;
  const isModerator = modRoleIds.length === 0 ? isManager : modRoleIds.some((id) => asker.roleIds.includes(id));
  if (!isModerator) return 'Only moderators may use that command.';
  if (asker.isAnsweredPrivately || isInModChannel(asker, settings)) return null;
  if (modChannelIds.length === 0) {
    return 'No mod channel is set yet: someone with the permission Manage Server sets one with `/settings mod_channel:`.';
  }
  return `That command is answered in mod channels only. Ask me in ${mentions(modChannelIds)}.`;
}

/** Whether it is asked in a mod channel, or in a thread of one. */
export function isInModChannel(
  { channelId, parentId }: Pick<Asker, 'channelId' | 'parentId'>,
  { modChannelIds }: Pick<GuildSettings, 'modChannelIds'>,
): boolean {
  return modChannelIds.includes(channelId) || modChannelIds.includes(parentId ?? '');
}

const mostMentioned = 3;

function mentions(channelIds: readonly Snowflake[]): string {
  return channelIds
    .slice(0, mostMentioned)
    .map((id) => `<#${id}>`)
    .join(' or ');
}
