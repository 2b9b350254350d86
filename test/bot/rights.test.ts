import { PermissionFlagsBits } from '@discordjs/core';
import { expect, test } from 'vitest';
import { type Asker, type Audience, refusal } from '../../src/bot/rights.ts';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import { english } from '../../src/render/words.ts';

const settings = { ...defaultGuildSettings, modChannelIds: ['20'] };
const withRole = { ...settings, modRoleIds: ['10'] };
const member: Asker = {
  guildId: '1',
  userId: '100',
  joinedAtMs: null,
  roleIds: [],
  permissions: 0n,
  channelId: '20',
  parentId: null,
  isAnsweredPrivately: false,
};
const manager = { ...member, permissions: PermissionFlagsBits.ManageGuild };
const administrator = { ...member, permissions: PermissionFlagsBits.Administrator };
const moderator = { ...member, roleIds: ['10'] };

test.each<[string, Audience, Asker, typeof settings, string | null]>([
  ['anyone may ask for help', 'everyone', member, settings, null],
  ['a member may not ask for data', 'moderators', member, settings, 'Only moderators'],
  ['without a mod role, members with Manage Server may ask', 'moderators', manager, settings, null],
  ['an administrator has Manage Server', 'moderators', administrator, settings, null],
  ['members with a mod role may ask', 'moderators', moderator, withRole, null],
  ['with a mod role set, Manage Server is not enough', 'moderators', manager, withRole, 'Only moderators'],
  ['data stays in mod channels', 'moderators', { ...moderator, channelId: '21' }, withRole, 'Ask me in <#20>.'],
  [
    'a private answer does not',
    'moderators',
    { ...moderator, channelId: '21', isAnsweredPrivately: true },
    withRole,
    null,
  ],
  [
    'a private answer is for moderators',
    'moderators',
    { ...member, isAnsweredPrivately: true },
    withRole,
    'Only moderators',
  ],
  [
    'a mod channel that they cannot view is not named',
    'moderators',
    { ...moderator, channelId: '21' },
    { ...withRole, modChannelIds: ['22', '20'] },
    'Ask me in <#20>.',
  ],
  [
    'without one that they can view, none is',
    'moderators',
    { ...moderator, channelId: '21' },
    { ...withRole, modChannelIds: ['22'] },
    'mod channels only.',
  ],
  ['a stranger is told no channel', 'moderators', { ...member, channelId: '21' }, withRole, 'use that command.'],
  ['a thread of a mod channel is one', 'moderators', { ...moderator, channelId: '21', parentId: '20' }, withRole, null],
  ['without a mod channel there is advice', 'moderators', manager, { ...settings, modChannelIds: [] }, '/settings'],
  ['a stranger gets no advice', 'moderators', member, { ...settings, modChannelIds: [] }, 'Only moderators'],
  ['settings are for members with Manage Server', 'managers', moderator, withRole, 'Manage Server'],
  ['settings can be changed in any channel', 'managers', { ...manager, channelId: '21' }, withRole, null],
])('%s', (_what, audience, asker, given, expected) => {
  const said = refusal(audience, asker, given, english, (id) => id === '20');
  if (expected === null) expect(said).toBeNull();
  else expect(said).toContain(expected);
});
