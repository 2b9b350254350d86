import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { general } from '../../cast.ts';
import { alice, guildId, otherGeneral, otherGuildId, stage } from '../../simulator/server/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy, write } from '../a-gateway.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

/** A Discord that requires two shards, with a guild in each, and a bot connected to both. */
async function twoShards() {
  const { server } = await stage({ shards: 2 });
  const channels = [{ id: otherGeneral, name: 'general', type: 'text' as const }];
  server.guilds.create({ id: otherGuildId, name: 'Badgers', memberCount: 3, channels });
  const bot = await aGateway(server, { shardCount: 2 }).connect();
  return { server, bot };
}

/** Alice writes in each shard's guild. */
function writeInBoth(server: DiscordServer, content: string): void {
  server.people.typeMessage({ guildId, channelId: general, userId: alice, content: `${content} in 0` });
  server.people.typeMessage({
    guildId: otherGuildId,
    channelId: otherGeneral,
    userId: alice,
    content: `${content} in 1`,
  });
}

describe('two shards', () => {
  it('receive the dispatches of their own guilds, each with its own sequence numbers', async () => {
    const { server, bot } = await twoShards();
    write(server, 'more');
    writeInBoth(server, 'one');
    await bot.caughtUp();
    expect([bot.messages(0), bot.messages(1)]).toEqual([['more', 'one in 0'], ['one in 1']]);
    expect(bot.position(0)).toMatchObject({ shardId: 0, shardCount: 2, sequence: 4 });
    expect(bot.position(1)).toMatchObject({ shardId: 1, shardCount: 2, sequence: 3 });
    expect(bot.connected.toSorted()).toEqual([0, 1]);
    expect(server.identifies).toBe(2);
  });

  it('are cut off and resumed independently of each other', async () => {
    const { server, bot } = await twoShards();
    server.faults.cutShard(1);
    await bot.noted('lost 1');
    writeInBoth(server, 'one');
    await bot.until(() => bot.messages(0).length === 1);
    expect(bot.gateway.shards).toEqual([
      { shardId: 0, isConnected: true, reconnects: 0 },
      { shardId: 1, isConnected: false, reconnects: 0 },
    ]);
    expect(bot.messages(1)).toEqual([]);
    server.faults.restoreShard(1);
    await bot.noted('RESUMED');
    expect(bot.messages(1)).toEqual(['one in 1']);
    expect(bot.gateway.shard(1)).toEqual({ shardId: 1, isConnected: true, reconnects: 1 });
    expect(bot.notes).not.toContain('lost 0');
    expect(server.identifies).toBe(2);
  });

  it('start new sessions independently of each other', async () => {
    const { server, bot } = await twoShards();
    server.faults.cutShard(1);
    await bot.noted('lost 1');
    server.faults.forgetSession(1);
    server.faults.restoreShard(1);
    await bot.noted('session 1', 2);
    await bot.gateway.renew(1);
    writeInBoth(server, 'one');
    await bot.caughtUp();
    expect(bot.notes.filter((note) => note.endsWith(' 0'))).toEqual(['session 0']);
    expect(bot.notes.filter((note) => note === 'session 1')).toHaveLength(3);
    expect([bot.messages(0), bot.messages(1)]).toEqual([['one in 0'], ['one in 1']]);
  });

  it('are resumed by the next process, each from its own position', async () => {
    const { server, bot } = await twoShards();
    await bot.gateway.disconnect();
    writeInBoth(server, 'one');
    const next = aGateway(server, { shardCount: 2, positions: bot.positions() });
    await next.join();
    await next.noted('RESUMED', 2);
    expect([next.messages(0), next.messages(1)]).toEqual([['one in 0'], ['one in 1']]);
    expect(server.identifies).toBe(2);
  });

  it('are disconnected independently, and may be connected again', async () => {
    const { server, bot } = await twoShards();
    await bot.gateway.disconnectShard(1);
    writeInBoth(server, 'one');
    await bot.until(() => bot.messages(0).length === 1);
    expect(bot.gateway.shards.map(({ shardId }) => shardId)).toEqual([0]);
    await bot.gateway.connect(bot.lanes.slice(1));
    await bot.noted('RESUMED');
    expect([bot.messages(0), bot.messages(1)]).toEqual([['one in 0'], ['one in 1']]);
    expect(server.identifies).toBe(2);
  });
});

describe('a Discord that requires more shards', () => {
  it('is reported once, and is not a refusal', async () => {
    const { server, bot } = await twoShards();
    server.faults.requireShards(4);
    await bot.noted('lost 0');
    await bot.noted('lost 1');
    await bot.gateway.disconnect();
    expect(bot.notes.filter((note) => note === 'more shards' || note === 'refused')).toEqual(['more shards']);
    expect(bot.positions()).toEqual([]);
  });

  it('makes connecting fail', async () => {
    const { server } = await stage({ shards: 4 });
    server.faults.requireShards(4);
    const bot = aGateway(server, { shardCount: 2 });
    await expect(bot.join()).rejects.toThrow('in more shards');
    await bot.gateway.disconnect();
    expect(bot.notes).toEqual(['more shards']);
  });
});
