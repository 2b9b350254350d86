import { PermissionFlagsBits as Bit, ChannelType } from '@discordjs/core';
import fc from 'fast-check';
import type { Channel } from '../../src/core/channel.ts';
import type { CachedGuild, GuildMember } from '../../src/gateway/cached-guild.ts';

/** A guild as Discord describes it now, the channels that Census has counted there, and a member. */
export interface SomeGuild {
  readonly guild: CachedGuild;
  readonly channels: readonly Channel[];
  readonly member: GuildMember;
}

const guildId = '1';
const roleIds = ['10', '11', '12'];
const userIds = ['100', '101'];

const someBits = fc
  .subarray([Bit.ViewChannel, Bit.ViewChannel, Bit.ManageGuild, Bit.Connect, Bit.SendMessages])
  .map((bits) => bits.reduce((all, bit) => all | bit, 0n));
const roleBits = fc.oneof({ weight: 9, arbitrary: someBits }, { weight: 1, arbitrary: fc.constant(Bit.Administrator) });
const someOverwrites = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(guildId, ...roleIds, ...userIds),
    isOfMember: fc.boolean(),
    allow: someBits,
    deny: someBits,
  }),
  { selector: ({ id, isOfMember }) => `${id}${isOfMember}`, maxLength: 4 },
);
const someType = fc.constantFrom(ChannelType.GuildText, ChannelType.GuildVoice, ChannelType.GuildForum);

/** Up to eight channels: some with one name, some deleted, some that Discord does not list. */
const someChannels = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 8 }),
    name: fc.constantFrom('general', 'general', 'staff', '(hidden)', 'general (208)', '-1'),
    state: fc.constantFrom('listed', 'listed', 'listed', 'deleted', 'deleted and private', 'not listed'),
    type: someType,
    overwrites: someOverwrites,
  }),
  { selector: ({ number }) => number, maxLength: 8 },
);

export const someGuilds: fc.Arbitrary<SomeGuild> = fc
  .record({
    roles: fc.tuple(...[guildId, ...roleIds].map(() => roleBits)),
    described: someChannels,
    category: someOverwrites,
    member: fc.record({ userId: fc.constantFrom(...userIds), roleIds: fc.subarray(roleIds) }),
    ownerId: fc.constantFrom('199', '199', '199', '100'),
  })
  .map(({ roles, described, category, member, ownerId }) => {
    const common = { parentId: '209', position: 0 };
    const listed = described
      .filter(({ state }) => state === 'listed')
      .map(({ number, name, type, overwrites }) => ({ id: `20${number}`, name, type, overwrites, ...common }));
    const kitchen = { id: '209', name: 'kitchen', type: ChannelType.GuildCategory, overwrites: category } as const;
    const guild: CachedGuild = {
      id: guildId,
      ownerId,
      systemChannelId: null,
      preferredLocale: null,
      roles: new Map([guildId, ...roleIds].map((id, index) => [id, roles[index] ?? 0n])),
      channels: new Map([...listed, { ...kitchen, ...common, parentId: null }].map((one) => [one.id, one])),
      self: { userId: '199', roleIds: [] },
    };
    const counted = described.map(({ number, name, type, state }): Channel => {
      return {
        id: `20${number}`,
        kind: type === ChannelType.GuildVoice ? 'voice' : 'text',
        name,
        number,
        isDeleted: state.startsWith('deleted'),
        ...(state === 'deleted and private' && { isPrivate: true }),
      };
    });
    const deletedChannels: Channel = { id: '209', kind: 'category', name: 'kitchen', number: 9, isDeleted: false };
    const ofNoCategory: Channel = { id: '0', kind: 'category', name: '', number: 10, isDeleted: false };
    return { guild, channels: [...counted, deletedChannels, ofNoCategory], member };
  });
