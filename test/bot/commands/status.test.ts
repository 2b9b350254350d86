import { GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import type { CommandRequest, CommandServices, ConnectionState } from '../../../src/bot/commands/command.ts';
import { status } from '../../../src/bot/commands/status.ts';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { defaultGuildSettings } from '../../../src/core/guild-settings.ts';
import { english } from '../../../src/render/words.ts';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { alice, guildId, modRoom, voiceOne } from '../../simulator/server/stage.ts';
import { censusStage } from './census-stage.ts';

describe('.status', () => {
  it('shows the state of the counting', async () => {
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
      'Counting since 5 March 2018, 09:30 UTC.',
      'Last day: coverage 100.0 %.',
      'Not anonymised yet: March 2018. A month is anonymised when it ends.',
      "The Server Members intent is off, so joins and leaves are not counted. The operator of Census can turn it on in Discord's developer portal, and then restart Census.",
      `Census lacks these permissions in <#${modRoom}>: Attach Files.`,
      'Census cannot see these channels, so it does not count them: channels you cannot see.',
    ]);
  });

  it('lists invalid data by field, without its values', async () => {
    const on = await censusStage();
    const say = (event: GatewayDispatchEvents, data: object) =>
      on.server.world.emit(dispatchOf(event, guildId, { guild_id: guildId, ...data }));
    for (const user of [null, 'Alice', {}]) say(GatewayDispatchEvents.GuildMemberAdd, { user });
    say(GatewayDispatchEvents.GuildUpdate, { id: guildId, owner_id: alice, name: ['a secret'] });
    const [answer] = await on.type('.status');
    expect(answer?.content.split('\n').at(-1)).toBe(
      'Since its last start Census has left out 4 events from Discord that it did not understand, by field: ' +
        'GUILD_MEMBER_ADD user (2), GUILD_MEMBER_ADD user.id (1), GUILD_UPDATE name (1).',
    );
    expect(on.log).toEqual([
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_MEMBER_ADD","field":"user.id","times":1}',
      'Discord sent what Census does not understand; it is left out {"event":"GUILD_UPDATE","field":"name","times":1}',
    ]);
  });

  it('names the split months', async () => {
    const months = [5, 6].map((month) => ({ month: 2018 * 12 + month, isSealed: true, isSplit: true }));
    const services = servicesWith({ months: async () => months });
    const [answer] = await status.run(request as CommandRequest, services);
    expect(answer?.content).toContain(
      'In June 2018, July 2018 Census had to begin again under new tokens: one person may be counted there as two.',
    );
  });

  it('says which posts are missing, and why, the latest first', async () => {
    const [monday, day] = [422_112, 24];
    const posts = [
      { kind: 'month', missed: [{ from: monday - 32 * day, to: monday - 4 * day, why: 'channelGone' }] },
      {
        kind: 'digest',
        missed: [
          { from: monday - 90 * day, to: monday - 83 * day, why: 'refused' },
          { from: monday - 14 * day, to: monday - 7 * day, why: 'wasOff' },
          { from: monday - 7 * day, to: monday, why: 'lackingPermission' },
        ],
      },
      { kind: 'silence', missed: [{ from: monday - 3 * day, to: monday - 2 * day, why: 'unsure' }] },
    ];
    const [answer] = await status.run(request as CommandRequest, servicesWith({ posts: async () => posts }));
    expect(answer?.content.split('\n').filter((line) => /post|missing/.test(line))).toEqual([
      'The digest of 19–25 February 2018 was not posted: Census lacked a permission in the channel.',
      'The notice about 23 February 2018 may be missing: Census was interrupted, and cannot see what it had posted.',
      'The report of 25 January – 21 February 2018 was not posted: the channel no longer exists.',
      'The digest of 12–18 February 2018 was not posted: Census was not running when it was due.',
    ]);
  });

  it("names the server's shard if there are several", async () => {
    const services = servicesWith({ connection: { shardId: 1, shardCount: 2 } });
    const [answer] = await status.run(request as CommandRequest, services);
    expect(answer?.content.split('\n')[0]).toBe('This server is on shard 1 of the shards 0 to 1.');
  });

  it('says first, and once, that the disk refuses', async () => {
    const services = servicesWith({ lastFailure: () => new StoreUnavailable('The disk is full.') });
    const [answer] = await status.run(request as CommandRequest, services);
    expect(answer?.content.split('\n').filter((line) => line.includes('The disk is full.'))).toHaveLength(1);
    expect(answer?.content).toMatch(/^\*\*The last write to disk failed:\*\* The disk is full\./);
  });
});

const request: Partial<CommandRequest> = { guildId, channelId: modRoom, channels: [], words: english };

/** The services that the command uses, with nothing to report but these values. */
function servicesWith({
  months = async () => [],
  posts = async () => [],
  lastFailure = () => null,
  connection = {},
}: {
  readonly months?: () => Promise<readonly object[]>;
  readonly posts?: () => Promise<readonly object[]>;
  readonly lastFailure?: CommandServices['status']['lastFailure'];
  readonly connection?: Partial<ConnectionState>;
}): CommandServices {
  const well = { shardId: 0, shardCount: 1, isConnected: true, waitsForSessionsUntilMs: null };
  return {
    clock: { now: () => Date.UTC(2018, 2, 5) },
    guildCache: { get: async () => ({ channels: new Map(), roles: new Map() }) },
    guilds: { get: () => undefined, settings: () => defaultGuildSettings, channels: () => [] },
    store: { months, posts, announcedDeletions: async () => [] },
    backfill: { begin: () => {}, progressOf: () => null },
    status: {
      connection: () => ({ ...well, ...connection }),
      lastFailure,
      catchUp: () => ({ channelsLeft: 0, unreadableChannelIds: [] }),
      missingIntents: [],
      refusals: () => [],
    },
  } as unknown as CommandServices;
}
