import { PermissionFlagsBits } from '@discordjs/core';
import { expect, it } from 'vitest';
import { guildId } from '../cast.ts';
import { aWrittenGuild } from './a-written-guild.ts';

const created = '510000000000000042';
const { ViewChannel } = PermissionFlagsBits;
const shown = [{ id: guildId, type: 0, allow: String(ViewChannel), deny: '0' }];
const hidden = [{ id: guildId, type: 0, allow: '0', deny: String(ViewChannel) }];

it.each([
  ['@everyone sees channels', ViewChannel, [], false],
  ['@everyone sees no channel', 0n, [], true],
  ['@everyone sees no channel but this', 0n, shown, false],
  ['@everyone sees every channel but this', ViewChannel, hidden, true],
  ['@everyone is an administrator', PermissionFlagsBits.Administrator, [], false],
])('a new channel is private or not: %s', async (_where, permissions, overwrites, isPrivate) => {
  const census = await aWrittenGuild({ ignoresRole: false });
  const role = { id: guildId, permissions: String(permissions) };
  await census.tell('GUILD_ROLE_UPDATE', { guild_id: guildId, role });
  const channel = { id: created, guild_id: guildId, type: 0, name: 'attic', permission_overwrites: overwrites };
  await census.tell('CHANNEL_CREATE', channel);
  expect(census.guilds.channel(guildId, created)?.isPrivate ?? false).toBe(isPrivate);
});

it('a channel of which only the id is known counts as private', async () => {
  const census = await aWrittenGuild({ ignoresRole: false });
  const inVoice = { guild_id: guildId, channel_id: created, user_id: '110000000000000001', session_id: 's' };
  await census.tell('VOICE_STATE_UPDATE', { ...inVoice, member: { user: { id: inVoice.user_id }, roles: [] } });
  expect(census.guilds.channel(guildId, created)).toMatchObject({ name: 'unknown', isPrivate: true });
});
