import { GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import type { CommandRequest, CommandServices } from '../../../src/discord/commands/command.ts';
import { status } from '../../../src/discord/commands/status.ts';
import { dispatchOf } from '../../../src/simulator/dispatch.ts';
import { StoreUnavailable } from '../../../src/store/store.ts';
import { alice, guildId, modRoom, voiceOne } from '../../simulator/stage.ts';
import { censusStage } from './census-stage.ts';

describe('.status', () => {
  it('tells how the counting goes', async () => {
    const on = await censusStage({
      settings: { privilegedIntents: { guildMembers: false, messageContent: true, presences: false } },
    });
    on.server.channels.setOverwrites(voiceOne, [
      { id: guildId, kind: 'role', allow: 0n, deny: PermissionFlagsBits.ViewChannel },
    ]);
    on.server.channels.setOverwrites(modRoom, [
      { id: on.server.botId, kind: 'member', allow: 0n, deny: PermissionFlagsBits.AttachFiles },
    ]);
    const [answer] = await on.type('.status');
    expect(answer?.content.split('\n')).toEqual([
      'Counting since 2018-03-05 09:30 UTC.',
      'Last day: coverage 100.0 %.',
      'Not anonymised yet: March 2018; a month is anonymised when it ends.',
      'Missing intent Server Members: joins and parts are not counted.',
      `Missing in <#${modRoom}>: Attach Files.`,
      'Not seen, so not counted: #Voice One.',
    ]);
  });

  it('tells what was not understood, by field, and nothing of what it held', async () => {
    const on = await censusStage();
    const say = (event: GatewayDispatchEvents, data: object) =>
      on.server.world.emit(dispatchOf(event, guildId, { guild_id: guildId, ...data }));
    for (const user of [null, 'Alice', {}]) say(GatewayDispatchEvents.GuildMemberAdd, { user });
    say(GatewayDispatchEvents.GuildUpdate, { id: guildId, owner_id: alice, name: ['a secret'] });
    const [answer] = await on.type('.status');
    expect(answer?.content.split('\n').at(-1)).toBe(
      'Not understood since the last start, so left out: 4 events of Discord, by field: ' +
        'GUILD_MEMBER_ADD user (2), GUILD_MEMBER_ADD user.id (1), GUILD_UPDATE name (1).',
    );
    expect(on.log).toEqual([
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user.id","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_UPDATE","field":"name","times":1}',
    ]);
  });

  it('says first, and once, that the disk refuses', async () => {
    const services = {
      clock: { now: () => Date.UTC(2018, 2, 5) },
      guildCache: { get: async () => ({ channels: new Map(), roles: new Map() }) },
      guilds: { get: () => undefined, settings: () => defaultGuildSettings, channels: () => [] },
      store: { months: async () => [], announcedDeletions: async () => [] },
      status: {
        lastFailure: () => new StoreUnavailable('The disk is full.'),
        catchUp: () => ({ channelsLeft: 0, unreadableChannelIds: [] }),
        missingIntents: [],
        refusals: () => [],
      },
    } as unknown as CommandServices;
    const [answer] = await status.run({ guildId, channelId: modRoom } as CommandRequest, services);
    expect(answer?.content.split('\n').filter((line) => line.includes('The disk is full.'))).toHaveLength(1);
    expect(answer?.content).toMatch(/^\*\*The last writing to disk failed:\*\* The disk is full\./);
  });
});
