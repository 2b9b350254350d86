import { describe, expect, it } from 'vitest';
import { rawClient } from './raw-client.ts';
import { guildId, otherGuildId, stageOfTwoShards } from './stage.ts';

describe('a shard that is cut off', () => {
  it('stays away until it is restored, then resumes; the others notice nothing', async () => {
    const { server } = await stageOfTwoShards();
    const first = await rawClient(server).begin([0, 2]);
    const second = await rawClient(server).begin([1, 2]);
    server.faults.cutShard(1);
    server.guilds.rename(guildId, 'Aardwolves');
    server.guilds.rename(otherGuildId, 'Wolverines');
    expect(await first.next()).toBe('GUILD_UPDATE');
    expect(await second.next()).toBe('closed 1006');
    expect(await rawClient(server).resume(second)).toBe('closed 1006');
    expect(await rawClient(server).identify([1, 2])).toBe('closed 1006');
    expect(server.identifies).toBe(2);

    server.faults.restoreShard(1);
    const connected = server.connected(1);
    const back = rawClient(server);
    expect(await back.resume(second)).toBe('GUILD_UPDATE');
    await connected;
    expect(await back.next()).toBe('RESUMED');
  });

  it('is only the one of the given shard count', async () => {
    const { server } = await stageOfTwoShards();
    const ofTwo = await rawClient(server).begin([1, 2]);
    const ofFour = await rawClient(server).begin([1, 4]);
    server.faults.cutShard(1, 2);
    expect(await ofTwo.next()).toBe('closed 1006');
    expect(await rawClient(server).identify([1, 4])).toBe('READY');
    server.faults.restoreShard(1, 4);
    expect(await rawClient(server).identify([1, 2])).toBe('closed 1006');
    server.faults.restoreShard(1);
    expect(await rawClient(server).identify([1, 2])).toBe('READY');
    server.guilds.rename(otherGuildId, 'Wolverines');
    expect(await ofFour.next()).toBe('GUILD_UPDATE');
  });

  it('does not learn while it is away that its session was dropped', async () => {
    const { server } = await stageOfTwoShards();
    const client = await rawClient(server).begin([1, 2]);
    server.faults.cutShard(1);
    server.faults.forgetSession(1);
    expect(await rawClient(server).resume(client)).toBe('closed 1006');
    server.faults.restoreShard(1);
    expect(await rawClient(server).resume(client)).toBe('op 9 false');
  });

  it('reconnects with a real client, and loses nothing', async () => {
    const { server, connect } = await stageOfTwoShards();
    const bot = await connect({ shards: 2 });
    server.faults.cutShard(1);
    await bot.until(() => bot.closeCodes.length === 2);
    server.guilds.rename(otherGuildId, 'Wolverines');
    server.faults.restoreShard(1);
    await bot.until(() => bot.names().includes('RESUMED'));
    expect(bot.names(bot.ofShard(0))).toEqual(['READY', 'GUILD_CREATE']);
    expect(bot.names(bot.ofShard(1))).toEqual(['READY', 'GUILD_CREATE', 'GUILD_UPDATE', 'RESUMED']);
    expect(server.identifies).toBe(2);
  });
});

describe('a dropped session', () => {
  it('belongs to one shard; the others can be resumed', async () => {
    const { server } = await stageOfTwoShards();
    const first = await rawClient(server).begin([0, 2]);
    const second = await rawClient(server).begin([1, 2]);
    server.faults.forgetSession(1);
    server.faults.dropConnections();
    expect(await rawClient(server).resume(first)).toBe('RESUMED');
    expect(await rawClient(server).resume(second)).toBe('op 9 false');
    expect([server.lastSequence(0), server.lastSequence(1)]).toEqual([3, 0]);
  });
});

describe('a repeated dispatch', () => {
  it('reaches the shard that it concerns, and with the same number every shard', async () => {
    const { server, connect } = await stageOfTwoShards();
    const bot = await connect({ shards: 2 });
    server.guilds.rename(otherGuildId, 'Wolverines');
    server.faults.repeatLastDispatch();
    server.faults.resendLastDispatch();
    await bot.until(() => bot.dispatches.length === 8);
    expect(bot.ofShard(0).map(({ t, s }) => `${s} ${t}`)).toEqual(['1 READY', '2 GUILD_CREATE', '2 GUILD_CREATE']);
    expect(
      bot
        .ofShard(1)
        .map(({ t, s }) => `${s} ${t}`)
        .slice(2),
    ).toEqual(['3 GUILD_UPDATE', '4 GUILD_UPDATE', '4 GUILD_UPDATE']);
  });
});
