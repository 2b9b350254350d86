import { ChannelType, OverwriteType, PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { channelFacts } from '../../../src/gateway/rest/channel-facts.ts';

const guildId = '300000000000000001';
const { ViewChannel, SendMessages, Administrator } = PermissionFlagsBits;

function overwrite(id: string, allow: bigint, deny: bigint, type = OverwriteType.Role) {
  return { id, type, allow: String(allow), deny: String(deny) };
}

function channel(...overwrites: ReturnType<typeof overwrite>[]) {
  return {
    id: '510000000000000001',
    type: ChannelType.GuildText,
    name: 'general',
    parent_id: '500000000000000001',
    permission_overwrites: overwrites,
  };
}

describe('a channel is private', () => {
  const [shown, hidden] = [overwrite(guildId, ViewChannel, 0n), overwrite(guildId, SendMessages, ViewChannel)];
  const ofRole = overwrite('7', 0n, ViewChannel);
  const ofMember = overwrite(guildId, 0n, ViewChannel, OverwriteType.Member);

  it.each([
    ['where it says so of everyone', [ofRole, hidden], ViewChannel, true],
    ['not where it shows itself to everyone, whatever their role says', [shown], 0n, false],
    ['where it says nothing and their role does not view', [], SendMessages, true],
    ['not where their role views', [ofRole, ofMember], ViewChannel, false],
    ['not where everyone administrates', [], Administrator, false],
    ['or not: nobody knows where only the role could say it', [ofRole], null, undefined],
  ])('%s', (_where, overwrites, everyone, isPrivate) => {
    expect(channelFacts(channel(...overwrites), guildId, everyone)).toMatchObject({ isPrivate });
  });
});

it('a channel names its category', () => {
  expect(channelFacts(channel(), guildId)).toMatchObject({ kind: 'text', parentId: '500000000000000001' });
});
