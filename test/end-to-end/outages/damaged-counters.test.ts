import { join } from 'node:path';
import { GatewayDispatchEvents } from '@discordjs/core';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { alice, bob } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

describe('a running Census', () => {
  it('keeps its hour readable if more members leave than it knows', async () => {
    const census = await aConnectedApp(); // A guild of ten members.
    await census.start();
    census.write(alice, 5);
    await census.settle();
    await census.until(1);
    for (let nth = 1; nth <= 12; nth += 1) {
      const user = { id: String(130_000_000_000_000_000n + BigInt(nth)), username: 'x', discriminator: '0' };
      const data = { guild_id: census.guildId, user: { ...user, global_name: null, avatar: null } };
      census.server.world.emit(dispatchOf(GatewayDispatchEvents.GuildMemberRemove, census.guildId, data));
    }
    await census.settle();
    await census.until(70); // Past the end of the hour, when deltas are merged.
    expect(await census.counted()).toMatchObject({ messages: 5, totalUsers: 0, gaps: [] });
  });

  it('continues without counters that cannot be read: commands, hours and erasures', async () => {
    const census = await aConnectedApp();
    await census.start();
    census.write(census.guild.moderatorId, 3);
    await census.settle();
    await census.until(2);
    spoilCounters(census.dataDirectory);
    census.write(census.guild.moderatorId, 4);
    await census.settle();
    await census.until(3);
    expect(await census.ask('privacy')).toContain('4 messages');

    await census.until(70);
    census.write(bob, 2);
    await census.settle();
    expect(await census.ask('status')).toContain('gap 5 Mar 10:00–11:00');
    expect(await census.ask('status')).not.toContain('damaged');
    expect(await census.ask('privacy')).toContain('4 messages');
    expect(await census.ask('privacy', { action: 'erase' })).toContain('erased');
    expect(await census.counted()).toMatchObject({ messages: 2, gaps: [[0, 60]] });
  });

  it('starts even if the counters of the day cannot be read', async () => {
    const census = await aConnectedApp();
    await census.start();
    census.write(census.guild.moderatorId, 3);
    await census.settle();
    await census.stop();
    spoilCounters(census.dataDirectory);
    await census.start();
    expect(await census.ask('privacy', { action: 'opt-out' })).toContain('You have opted out');
    census.write(bob, 2);
    await census.settle();
    expect(await census.counted()).toMatchObject({ messages: 2 });
  });
});

/** Makes all stored counters of the current hour unreadable. */
function spoilCounters(dataDirectory: string): void {
  const database = new Database(join(dataDirectory, 'census.db'));
  database.exec("update delta set columns = x'01ff'; update part set columns = x'01ff'");
  database.close();
}
