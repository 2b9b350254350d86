import { ChannelType, PermissionFlagsBits as Flag } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import type { Channel, Guild, Overwrite } from '../../../src/simulator/server/entities.ts';
import { History } from '../../../src/simulator/server/history.ts';
import { channelPermissions, guildPermissions } from '../../../src/simulator/server/permissions.ts';

const [guildId, mods, muted, alice, owner] = ['1', '2', '3', '4', '5'] as const;

function guildWith(overwrites: readonly Overwrite[], permissions: Partial<Record<string, bigint>> = {}) {
  const role = (id: string, usual: bigint) => ({ id, name: id, permissions: permissions[id] ?? usual });
  const roles = [role(guildId, Flag.ViewChannel | Flag.SendMessages), role(mods, Flag.ManageGuild), role(muted, 0n)];
  const channel: Channel = {
    id: '10',
    guildId,
    type: ChannelType.GuildText,
    parentId: null,
    history: new History(),
    name: 'general',
    overwrites,
    archivedAtMs: null,
  };
  const thread = { ...channel, id: '11', type: ChannelType.PublicThread, parentId: '10', overwrites: [] };
  const guild: Guild = {
    id: guildId,
    ownerId: owner,
    name: 'x',
    afkChannelId: null,
    preferredLocale: 'en-US',
    memberCount: 1,
    roles: new Map(roles.map((one) => [one.id, one])),
    channels: new Map([channel, thread].map((one) => [one.id, one])),
    members: new Map(),
    voiceStates: new Map(),
    presences: new Map(),
    scheduledEvents: new Map(),
    departed: new Set(),
    onlineCount: null,
    hasBot: true,
    isUnavailable: false,
  };
  return { guild, channel, thread };
}

const member = (userId: string, ...roleIds: string[]) => ({ userId, roleIds, joinedAtMs: 0 });

describe('permissions', () => {
  it('are those of @everyone and of all roles together', () => {
    const { guild } = guildWith([]);
    expect(guildPermissions(guild, member(alice, mods))).toBe(Flag.ViewChannel | Flag.SendMessages | Flag.ManageGuild);
  });

  it('are complete for the owner and for administrators, whatever a channel says', () => {
    const deny = [{ id: guildId, kind: 'role', allow: 0n, deny: ~0n }] as const;
    const { guild, channel } = guildWith(deny, { [mods]: Flag.Administrator });
    for (const mighty of [member(owner), member(alice, mods)]) {
      expect(channelPermissions(guild, channel, mighty) & Flag.BanMembers).toBe(Flag.BanMembers);
    }
  });

  it('are overwritten for @everyone, then for roles (allowing wins), then for the member', () => {
    const { guild, channel } = guildWith([
      { id: alice, kind: 'member', allow: Flag.AttachFiles, deny: Flag.EmbedLinks },
      { id: muted, kind: 'role', allow: 0n, deny: Flag.SendMessages | Flag.AttachFiles },
      { id: mods, kind: 'role', allow: Flag.SendMessages | Flag.EmbedLinks, deny: 0n },
      { id: guildId, kind: 'role', allow: 0n, deny: Flag.SendMessages },
    ]);
    const both = channelPermissions(guild, channel, member(alice, mods, muted));
    expect([both & Flag.SendMessages, both & Flag.AttachFiles, both & Flag.EmbedLinks]).toEqual([
      Flag.SendMessages,
      Flag.AttachFiles,
      0n,
    ]);
    expect(channelPermissions(guild, channel, member('9')) & Flag.SendMessages).toBe(0n);
  });

  it('are empty in a channel that cannot be seen, and in its threads', () => {
    const { guild, channel, thread } = guildWith([{ id: guildId, kind: 'role', allow: 0n, deny: Flag.ViewChannel }]);
    expect(channelPermissions(guild, channel, member(alice, mods))).toBe(0n);
    expect(channelPermissions(guild, thread, member(alice, mods))).toBe(0n);
  });
});
