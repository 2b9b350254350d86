import { PermissionFlagsBits as Bit, ChannelType } from '@discordjs/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../src/core/channel.ts';
import type { CachedChannel, CachedGuild, Overwrite } from '../../src/gateway/cached-guild.ts';
import { channelView, threadsIn, viewOfReaders } from '../../src/gateway/channel-view.ts';
import { naivelyShown } from '../naive/naive-channel-view.ts';
import { someGuilds } from './some-guilds.ts';

const guildId = '1';
const staff = '10';
const dora = { userId: '100', roleIds: [] };
const staffOnly = [overwrite(guildId, { deny: Bit.ViewChannel }), overwrite(staff, { allow: Bit.ViewChannel })];

describe('the channels that a member can view', () => {
  it('are those of the documentation', () => {
    fc.assert(
      fc.property(someGuilds, ({ guild, channels, member }) => {
        const view = channelView(guild, member);
        for (const channel of channels) {
          expect(view(channel), JSON.stringify(channel)).toBe(naivelyShown(guild, member, channel));
        }
      }),
    );
  });

  it('include a voice channel that they may not connect to', () => {
    const locked = listed('20', [overwrite(guildId, { deny: Bit.Connect })], ChannelType.GuildVoice);
    expect(channelView(aGuild([locked]), dora)(counted('20', { kind: 'voice' }))).toBe(true);
  });

  it('do not change while an answer is made', () => {
    const channels = new Map([['20', listed('20')]]);
    const guild = { ...aGuild([]), channels };
    const view = channelView(guild, dora);
    channels.set('20', listed('20', staffOnly));
    expect([view(counted('20')), channelView(guild, dora)(counted('20'))]).toEqual([true, false]);
    channels.delete('20');
    expect([view(counted('20')), channelView(guild, dora)(counted('20'))]).toEqual([true, false]);
  });

  it('include a deleted one that everyone could view, and a private one only with Manage Server', () => {
    const guild = aGuild([]);
    const [open, closed] = [counted('20', { isDeleted: true }), counted('21', { isDeleted: true, isPrivate: true })];
    expect([open, closed].map(channelView(guild, dora))).toEqual([true, false]);
    const manager = { ...guild, roles: new Map([...guild.roles, [staff, Bit.ManageGuild]]) };
    expect([open, closed].map(channelView(manager, { ...dora, roleIds: [staff] }))).toEqual([true, true]);
  });
});

describe('the channels that a post may name', () => {
  it('can be viewed by everyone who can read it', () => {
    fc.assert(
      fc.property(someGuilds, ({ guild, channels, member }) => {
        for (const target of channels.filter(({ id }) => guild.channels.has(id))) {
          if (!naivelyShown(guild, member, target)) continue;
          const named = channels.filter(viewOfReaders(guild, target.id));
          expect(named.filter((channel) => !naivelyShown(guild, member, channel))).toEqual([]);
        }
      }),
    );
  });

  it('are the channel itself and those that are open to all', () => {
    const guild = aGuild([listed('20'), listed('21', staffOnly), listed('22', staffOnly)]);
    const channels = ['20', '21', '22'].map((id) => counted(id));
    expect(channels.filter(viewOfReaders(guild, '21')).map(({ id }) => id)).toEqual(['20', '21']);
  });

  it('are none that a role is denied, because a member with that role may read the post', () => {
    const guild = aGuild([listed('20'), listed('21', [overwrite(staff, { deny: Bit.ViewChannel })])]);
    expect(viewOfReaders(guild, '20')(counted('21'))).toBe(false);
  });
});

it('only a public, active thread of a channel in view is known as a thread', () => {
  const thread = (id: string, parentId: string, type = ChannelType.PublicThread) => ({ ...listed(id), parentId, type });
  const guild = aGuild([
    listed('20'),
    thread('30', '20'),
    thread('31', '21'),
    thread('32', '20', ChannelType.PrivateThread),
  ]);
  expect(['20', '30', '31', '32', '33'].filter(threadsIn([counted('20')], guild))).toEqual(['30']);
});

function aGuild(channels: readonly CachedChannel[]): CachedGuild {
  return {
    id: guildId,
    ownerId: '102',
    systemChannelId: null,
    preferredLocale: null,
    roles: new Map([
      [guildId, Bit.ViewChannel | Bit.Connect],
      [staff, 0n],
    ]),
    channels: new Map(channels.map((one) => [one.id, one])),
    self: { userId: '103', roleIds: [] },
  };
}

function listed(
  id: string,
  overwrites: readonly Overwrite[] = [],
  type: ChannelType = ChannelType.GuildText,
): CachedChannel {
  return { id, type, name: `room-${id}`, parentId: null, position: 0, overwrites };
}

function counted(id: string, changes: Partial<Channel> = {}): Channel {
  return { id, kind: 'text', name: `room-${id}`, number: Number(id), isDeleted: false, ...changes };
}

function overwrite(id: string, { isOfMember = false, allow = 0n, deny = 0n }: Partial<Overwrite>): Overwrite {
  return { id, isOfMember, allow, deny };
}
