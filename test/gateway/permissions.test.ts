import { PermissionFlagsBits as Bit, ChannelType } from '@discordjs/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CachedChannel, CachedGuild, Overwrite } from '../../src/gateway/cached-guild.ts';
import {
  channelPermissions,
  guildPermissions,
  has,
  isReadByEveryone,
  lackingPermissions,
  unseenChannels,
} from '../../src/gateway/permissions.ts';

const guildId = '1';
const talking = Bit.ViewChannel | Bit.SendMessages | Bit.SendMessagesInThreads | Bit.ReadMessageHistory;
const helpers = '10';
const muted = '11';
const admins = '12';
const dora = { userId: '100', roleIds: [helpers] };

describe('what a member may do in a channel', () => {
  const open = channel('20');
  const hidden = channel('21', [overwrite(guildId, { deny: Bit.ViewChannel })]);
  const forHelpers = channel('22', [
    overwrite(guildId, { deny: Bit.ViewChannel }),
    overwrite(helpers, { allow: Bit.ViewChannel }),
  ]);
  const disputed = channel('23', [
    overwrite(helpers, { allow: Bit.AttachFiles }),
    overwrite(muted, { deny: Bit.AttachFiles }),
  ]);
  const forDora = channel('24', [
    overwrite(helpers, { deny: Bit.ViewChannel }),
    overwrite('100', { allow: Bit.ViewChannel, isOfMember: true }),
  ]);
  const readOnly = channel('25', [overwrite(guildId, { deny: Bit.SendMessages })]);
  const thread = { ...channel('26'), type: ChannelType.PublicThread, parentId: '25' } as const;
  const orphan = { ...thread, id: '27', parentId: '404' };
  const guild = guildWith([open, hidden, forHelpers, disputed, forDora, readOnly, thread, orphan]);

  test.each([
    ['sees an open channel', dora, open, Bit.ViewChannel, true],
    ['does not see a hidden one', dora, hidden, Bit.ViewChannel, false],
    ['can do nothing where they see nothing', dora, hidden, Bit.SendMessages, false],
    ['sees what one of their roles may see', dora, forHelpers, Bit.ViewChannel, true],
    [
      'may what one role allows though another denies it',
      { ...dora, roleIds: [helpers, muted] },
      disputed,
      Bit.AttachFiles,
      true,
    ],
    ['lacks what a role denies', { ...dora, roleIds: [muted] }, disputed, Bit.AttachFiles, false],
    ['has what is allowed to them personally', dora, forDora, Bit.ViewChannel, true],
    ['sends no files where they cannot send', dora, readOnly, Bit.AttachFiles, false],
    ['writes in a thread of a channel that is read-only', dora, thread, Bit.SendMessages, true],
    ['sees no thread of a deleted channel', dora, orphan, Bit.ViewChannel, false],
    ['sees everything as an administrator', { userId: '101', roleIds: [admins] }, hidden, Bit.ManageGuild, true],
    ['may do everything as the owner', { userId: '102', roleIds: [] }, hidden, Bit.ManageGuild, true],
  ])('%s', (_what, member, where, permission, expected) => {
    expect(has(channelPermissions(guild, where, member), permission)).toBe(expected);
  });

  test('everyone reads an open channel, and no hidden or private one', () => {
    expect([open, readOnly, thread].map((where) => isReadByEveryone(guild, where))).toEqual([true, true, true]);
    const secret = { ...thread, type: ChannelType.PrivateThread };
    expect([hidden, forHelpers, secret].map((where) => isReadByEveryone(guild, where))).toEqual([false, false, false]);
  });

  test('the bot knows which permissions it lacks, and which channels it cannot see', () => {
    expect(lackingPermissions(guild, readOnly)).toEqual(['Send Messages', 'Embed Links', 'Attach Files']);
    expect(lackingPermissions(guild, open)).toEqual(['Embed Links']);
    expect(unseenChannels(guild).map(({ id }) => id)).toEqual(['21', '22']);
  });
});

const someBits = fc
  .subarray([Bit.ViewChannel, Bit.SendMessages, Bit.AttachFiles, Bit.EmbedLinks, Bit.SendMessagesInThreads])
  .map((bits) => bits.reduce((all, bit) => all | bit, 0n));
const anyOverwrite = fc.record({
  id: fc.constantFrom(guildId, helpers, muted, '100', '101'),
  isOfMember: fc.boolean(),
  allow: someBits,
  deny: someBits,
});

test('permissions equal those of a naive implementation of the documentation', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyOverwrite, { selector: ({ id, isOfMember }) => `${id}${isOfMember}` }),
      fc.dictionary(fc.constantFrom(guildId, helpers, muted), someBits),
      fc.subarray([helpers, muted]),
      fc.constantFrom('100', '101'),
      (overwrites, roles, roleIds, userId) => {
        const where = channel('20', overwrites);
        const guild = { ...guildWith([where]), roles: new Map(Object.entries(roles)) };
        const actual = channelPermissions(guild, where, { userId, roleIds });
        for (const bit of [Bit.ViewChannel, Bit.SendMessages, Bit.AttachFiles, Bit.EmbedLinks]) {
          expect(has(actual, bit)).toBe(naive(bit, overwrites, roles, roleIds, userId));
        }
      },
    ),
  );
});

/** One permission at a time. The last level to decide it wins: @everyone's, then the roles', then the member's own. */
function naive(
  bit: bigint,
  overwrites: readonly Overwrite[],
  roles: Readonly<Record<string, bigint>>,
  roleIds: readonly string[],
  userId: string,
): boolean {
  const may = (permission: bigint): boolean => {
    const own = overwrites.filter(({ id, isOfMember }) => isOfMember && id === userId);
    const ofRoles = overwrites.filter(({ id, isOfMember }) => !isOfMember && roleIds.includes(id));
    const everyone = overwrites.filter(({ id, isOfMember }) => !isOfMember && id === guildId);
    for (const level of [own, ofRoles, everyone]) {
      if (level.some(({ allow }) => allow & permission)) return true;
      if (level.some(({ deny }) => deny & permission)) return false;
    }
    return [guildId, ...roleIds].some((id) => ((roles[id] ?? 0n) & permission) !== 0n);
  };
  if (!may(Bit.ViewChannel)) return false;
  if (bit !== Bit.ViewChannel && !may(Bit.SendMessages)) return false;
  return may(bit);
}

test('a member without roles has the permissions of @everyone', () => {
  expect(guildPermissions(guildWith([]), { userId: '999', roleIds: [] })).toBe(talking | Bit.AttachFiles);
});

function guildWith(channels: readonly CachedChannel[]): CachedGuild {
  return {
    id: guildId,
    ownerId: '102',
    systemChannelId: null,
    preferredLocale: null,
    roles: new Map([
      [guildId, talking | Bit.AttachFiles],
      [helpers, 0n],
      [muted, 0n],
      [admins, Bit.Administrator],
    ]),
    channels: new Map(channels.map((one) => [one.id, one])),
    self: { userId: '103', roleIds: [] },
  };
}

function channel(id: string, overwrites: readonly Overwrite[] = []): CachedChannel {
  return { id, type: ChannelType.GuildText, name: `channel-${id}`, parentId: null, position: 0, overwrites };
}

function overwrite(id: string, { isOfMember = false, allow = 0n, deny = 0n }: Partial<Overwrite>): Overwrite {
  return { id, isOfMember, allow, deny };
}
