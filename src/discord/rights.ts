import { PermissionFlagsBits } from '@discordjs/core';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { has } from './permissions.ts';

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
}

/** Why somebody may not ask for something here, in a sentence for them; null when they may. */
export function refusal(audience: Audience, asker: Asker, settings: GuildSettings): string | null {
  const { Administrator, ManageGuild } = PermissionFlagsBits;
  const isManager = has(asker.permissions, Administrator) || has(asker.permissions, ManageGuild);
  if (audience === 'everyone') return null;
  if (audience === 'managers') return isManager ? null : 'Only members with the permission Manage Server may do that.';
  const { modRoleIds, modChannelIds } = settings;
  const isModerator = modRoleIds.length === 0 ? isManager : modRoleIds.some((id) => asker.roleIds.includes(id));
  if (!isModerator) return 'Only moderators may use that command.';
  if (modChannelIds.length === 0) {
    return 'No mod channel is set yet: someone with the permission Manage Server sets one with `/settings mod_channel:`.';
  }
  const isHere = modChannelIds.includes(asker.channelId) || modChannelIds.includes(asker.parentId ?? '');
  return isHere ? null : 'That command is answered in mod channels only.';
}
