import { GatewayIntentBits } from '@discordjs/core';
import { describe, expect, it } from 'vitest';
import { rawClient } from './raw-client.ts';
import { alice, guildId, otherGeneral, otherGuildId, stage, stageOfTwoShards, startMs } from './stage.ts';
import { testBotIntents } from './test-bot.ts';

const message = { atMs: startMs, ev: 'msg', user: alice };

describe('a shard', () => {
  it('receives events of its own guilds only, and events outside guilds only as the first shard', async () => {
    const { server, connect } = await stageOfTwoShards();
    const bot = await connect({ shards: 2, intents: testBotIntents | GatewayIntentBits.DirectMessages });
    const named = [0, 1].map((id) =>
      bot.data('READY', bot.ofShard(id))[0].guilds.map((guild: { id: string }) => guild.id),
    );
    expect(named).toEqual([[guildId], [otherGuildId]]);
    server.people.typeMessage({ guildId: null, userId: alice, content: 'hi' });
    server.perform(otherGuildId, { ...message, channel: otherGeneral });
    await Promise.all([0, 1].map((shardId) => bot.caughtUp(server, shardId)));
    expect(bot.names(bot.ofShard(0))).toEqual(['READY', 'GUILD_CREATE', 'MESSAGE_CREATE']);
    expect(bot.names(bot.ofShard(1))).toEqual(['READY', 'GUILD_CREATE', 'MESSAGE_CREATE']);
    expect(bot.data('MESSAGE_CREATE', bot.ofShard(0))[0].guild_id).toBeUndefined();
    expect(bot.data('MESSAGE_CREATE', bot.ofShard(1))[0].guild_id).toBe(otherGuildId);
  });

  it('does not notice an outage or a removal in a guild of another shard', async () => {
    const { server, connect } = await stageOfTwoShards();
    const bot = await connect({ shards: 2 });
    server.guilds.startOutage(otherGuildId);
    server.guilds.endOutage(otherGuildId);
    server.guilds.kickBot(otherGuildId);
    await bot.caughtUp(server, 1);
    expect(server.lastSequence(0)).toBe(2);
    expect(bot.names(bot.ofShard(1)).slice(2)).toEqual(['GUILD_DELETE', 'GUILD_CREATE', 'GUILD_DELETE']);
    expect(bot.data('GUILD_DELETE')).toEqual([{ id: otherGuildId, unavailable: true }, { id: otherGuildId }]);

    const again = await connect({ shards: 2 });
    expect(again.data('READY', again.ofShard(1))[0].guilds).toEqual([]);
    expect(again.names(again.ofShard(0))).toEqual(['READY', 'GUILD_CREATE']);
  });

  it('must exist', async () => {
    const { server } = await stage();
    for (const shard of [
      [2, 2],
      [-1, 2],
      [0, 0],
      [0.5, 2],
    ] as const) {
      expect(await rawClient(server).identify(shard), `${shard}`).toBe('closed 4010');
    }
  });
});

describe('two shard counts', () => {
  it('exist side by side, and every event reaches both', async () => {
    const { server } = await stageOfTwoShards();
    const ofTwo = await rawClient(server).begin([1, 2]);
    const connected = server.connected(1, 4);
    const ofFour = await rawClient(server).begin([1, 4]);
    await connected;
    server.perform(otherGuildId, { ...message, channel: otherGeneral });
    server.guilds.rename(guildId, 'Aardwolves');
    for (const client of [ofTwo, ofFour]) {
      expect(await client.next()).toBe('MESSAGE_CREATE');
    }
    expect([server.lastSequence(1, 2), server.lastSequence(1, 4)]).toEqual([3, 3]);
  });

  it('have separate sessions: a new one ends a lost one only of its own count', async () => {
    const { server } = await stageOfTwoShards();
    const ofTwo = await rawClient(server).begin([0, 2]);
    const ofFour = await rawClient(server).begin([0, 4]);
    server.faults.cutShard(0);
    server.guilds.rename(guildId, 'Aardwolves');
    server.faults.restoreShard(0);
    expect(await rawClient(server).identify([0, 4])).toBe('READY');
    expect(await rawClient(server).resume(ofFour)).toBe('op 9 false');
    expect(await rawClient(server).resume(ofTwo)).toBe('GUILD_UPDATE');
    expect([server.lastSequence(0, 2), server.lastSequence(0, 4), server.lastSequence(0)]).toEqual([4, 2, 2]);
  });
});

describe('too few shards', () => {
  it('are refused with 4011', async () => {
    const { server, bot } = await stage({ settings: { requiredShards: 2 } });
    const single = bot();
    await expect(single.manager.connect()).rejects.toThrow(/sharding is required/i);
    expect(single.closeCodes).toEqual([4011]);
    expect(await rawClient(server).identify([0, 2])).toBe('READY');
  });

  it('are closed if more are required, and cannot be resumed', async () => {
    const { server } = await stage();
    const few = await rawClient(server).begin([0, 1]);
    const lost = await rawClient(server).begin([0, 2]);
    const enough = await rawClient(server).begin([0, 4]);
    server.faults.cutShard(0, 2);
    server.faults.requireShards(4);
    server.faults.restoreShard(0, 2);
    expect(await few.next()).toBe('closed 4011');
    for (const gone of [few, lost]) expect(await rawClient(server).resume(gone)).toBe('op 9 false');
    expect(await rawClient(server).identify([0, 3])).toBe('closed 4011');
    server.guilds.rename(guildId, 'Aardwolves');
    expect(await enough.next()).toBe('GUILD_UPDATE');
    server.faults.requireShards(2);
    expect(server.settings.requiredShards).toBe(4);
  });
});
