import { describe, expect, it } from 'vitest';
import { demoGuild, demoGuildOn } from '../../../src/simulator/population/demo-guild.ts';
import { setUpDemoGuild } from '../../../src/simulator/population/demo-guild-setup.ts';
import { DiscordServer } from '../../../src/simulator/server/discord-server.ts';
import { onlyShard, shardOf } from '../../../src/simulator/server/gateway/sharding.ts';
import { snowflakeOfName } from '../../../src/simulator/server/snowflakes.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { startMs } from '../server/stage.ts';

describe('the demo guild', () => {
  it.each([1, 2, 3, 64])('is on each of %i shards, with a different name and different ids', (shardCount) => {
    const server = new DiscordServer({ clock: new SimulatedClock(startMs) });
    const shards = Array.from({ length: shardCount }, (_, shardId) => ({ shardId, shardCount }));
    const guilds = shards.map((shard) => server.world.guild(setUpDemoGuild(server, demoGuildOn(shard), shard).id));
    expect(guilds.map(({ id }) => shardOf(id, shardCount))).toEqual(shards.map(({ shardId }) => shardId));
    expect(new Set(guilds.map(({ name }) => name)).size).toBe(shardCount);
    const ids = guilds.flatMap(({ channels, roles }) => [...channels.keys(), ...roles.keys()]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is unchanged with one shard', () => {
    const server = new DiscordServer({ clock: new SimulatedClock(startMs) });
    expect(demoGuildOn(onlyShard)).toBe(demoGuild);
    expect(setUpDemoGuild(server, demoGuild)).toMatchObject({
      id: snowflakeOfName('guild', 'the simulated guild'),
      modChannelId: snowflakeOfName('channel', 'census-mods'),
    });
  });
});
