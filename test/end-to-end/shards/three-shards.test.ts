import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alice, bob, carol } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { type AppOnShards, anAppOnShards, type OnShards } from '../stages/an-app-on-shards.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

/**
 * In every server, Alice is in voice from the start, Bob from minute 2, and five messages are written in ten minutes.
 */
async function tenMinutes(options: OnShards = {}): Promise<AppOnShards> {
  const census = await anAppOnShards(options);
  await census.startCounting();
  for (const guild of census.guilds) guild.enter(alice);
  await census.settle();
  await census.until(2);
  for (const guild of census.guilds) {
    guild.enter(bob);
    guild.write(alice, 5);
  }
  await census.settle();
  await census.until(10);
  return census;
}

/** In every server, two messages are written, Bob leaves voice, Carol enters it, and one member joins. */
function meanwhile({ guilds }: AppOnShards): void {
  for (const guild of guilds) {
    guild.write(bob, 2);
    guild.leave(bob);
    guild.enter(carol);
    guild.join('110000000000000009');
  }
}

const voiceOfAll = ['Lobby 19', 'Lobby 30', 'Lobby 9'];

/** The counts if everything was observed until minute 30, and {@link meanwhile} happened at minute 11. */
const all = { messages: 7, joins: 1, parts: 0, voice: voiceOfAll, totalUsers: 11, gaps: [] };

describe('one of three shards', { timeout: 30_000 }, () => {
  it('that is cut off for two minutes and resumed costs the others nothing', async () => {
    const census = await tenMinutes();
    await census.cutOff(1);
    await census.until(11);
    meanwhile(census);
    await census.settle(0, 2);
    await census.until(12);
    expect(await census.guilds[0].ask('status')).toContain('coverage 100.0 %');
    await census.letBackIn(1);
    await census.until(30);
    const [first, second, third] = await census.counted();
    expect(first).toEqual(all);
    expect(third).toEqual(all);
    // A replay does not say when a member left or entered voice, so there is a gap.
    expect(second).toEqual({ ...all, voice: ['Lobby 18', 'Lobby 30', 'Lobby 8'], gaps: [[10, 12]] });
    expect(census.server.identifies).toBe(3);
  });

  it('has lost nothing either if nothing changed while it was cut off', async () => {
    const census = await tenMinutes();
    await census.cutOff(1);
    await census.until(12);
    await census.letBackIn(1);
    await census.until(30);
    for (const counted of await census.counted()) {
      expect(counted).toMatchObject({ messages: 5, voice: ['Lobby 28', 'Lobby 30'], gaps: [] });
    }
  });

  it('whose session is refused after an absence has its own gap, and its messages from history', async () => {
    const census = await tenMinutes();
    await census.cutOff(2);
    census.server.faults.forgetSession(2);
    await census.until(11);
    meanwhile(census);
    await census.settle(0, 1);
    await census.until(12);
    await census.letBackIn(2);
    await census.until(30);
    const [first, second, third] = await census.counted();
    expect(first).toEqual(all);
    expect(second).toEqual(all);
    expect(third).toEqual({ ...all, joins: 0, voice: ['Lobby 18', 'Lobby 28', 'Lobby 8'], gaps: [[10, 12]] });
    expect(census.server.identifies).toBe(4);
  });

  it('that is away for 90 seconds costs the others no voice (150 s were counted as 60 s)', async () => {
    const census = await anAppOnShards();
    await census.startCounting();
    for (const guild of census.guilds) guild.enter(alice);
    await census.settle();
    await census.until(1);
    await census.cutOff(1);
    await census.until(2.5);
    expect(await census.guilds[0].ask('status')).toContain('coverage 100.0 %');
    const [first, second, third] = await census.counted();
    expect(first).toMatchObject({ voice: ['Lobby 2.5'], gaps: [] });
    expect(third).toMatchObject({ voice: ['Lobby 2.5'], gaps: [] });
    expect(second).toMatchObject({ voice: ['Lobby 1'], gaps: [] });
    expect(await census.observedUntil()).toEqual([2.5, 1, 2.5]);
  });

  it('that loses a server, by an outage or for good, has a gap only there', async () => {
    const census = await tenMinutes();
    census.server.guilds.startOutage(census.guilds[1].id);
    census.server.guilds.kickBot(census.guilds[2].id);
    await census.settle();
    await census.until(12);
    census.server.guilds.endOutage(census.guilds[1].id);
    await census.settle();
    await census.until(30);
    const [first, second, third] = await census.counted();
    expect(first).toMatchObject({ voice: ['Lobby 28', 'Lobby 30'], gaps: [] });
    expect(second).toMatchObject({ voice: ['Lobby 26', 'Lobby 28'], gaps: [[10, 12]] });
    expect(third).toMatchObject({ voice: ['Lobby 10', 'Lobby 8'], gaps: [] });
  });

  it('shows its own state in the status of its servers', async () => {
    const census = await tenMinutes();
    census.server.guilds.startOutage(census.guilds[2].id);
    await census.settle();
    await census.until(12);
    census.server.guilds.endOutage(census.guilds[2].id);
    await census.settle();
    const [first, second, third] = await Promise.all(census.guilds.map(({ ask }) => ask('status')));
    for (const [shard, status] of [first, second, third].entries()) {
      expect(status).toContain(`This server is on shard ${shard} of the shards 0 to 2.`);
    }
    expect(first).toContain('coverage 100.0 %');
    expect(second).toContain('coverage 100.0 %');
    expect(third).toContain('gap 5 Mar 10:10–10:12');
  });
});

describe('a restart', { timeout: 30_000 }, () => {
  it('at which one shard cannot connect for a while lets the others continue at once, each from its last commit', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.server.faults.cutShard(1);
    await census.until(11);
    meanwhile(census);
    await census.start();
    await census.server.connected(0);
    await census.server.connected(2);
    for (const shard of [0, 2] as const) await census.guilds[shard].ask('status');
    await census.until(13);
    expect(await census.observedUntil()).toEqual([13, 10, 13]);
    await census.letBackIn(1);
    await census.until(30);
    const [first, second, third] = await census.counted();
    const resumed = { ...all, voice: ['Lobby 19', 'Lobby 30', 'Lobby 8'], gaps: [[10, 11]] };
    expect(first).toEqual(resumed);
    expect(third).toEqual(resumed);
    expect(second).toEqual({ ...all, voice: ['Lobby 17', 'Lobby 30', 'Lobby 8'], gaps: [[10, 13]] });
    expect(census.server.identifies).toBe(3);
  });

  it('while one shard cannot connect ends cleanly: the counts of the others are written', async () => {
    const census = await tenMinutes();
    await census.stop();
    census.server.faults.cutShard(1);
    await census.start();
    await census.server.connected(0);
    await census.server.connected(2);
    for (const shard of [0, 2] as const) await census.guilds[shard].ask('status');
    census.guilds[0].write(bob, 3);
    await census.guilds[0].ask('status');
    await census.until(10.5);
    await census.stop();
    expect(await census.observedUntil()).toEqual([10.5, 10, 10.5]);
    const [first, second] = await census.counted();
    expect(first).toMatchObject({ messages: 8, voice: ['Lobby 10.5', 'Lobby 8.5'] });
    expect(second).toMatchObject({ messages: 5, voice: ['Lobby 10', 'Lobby 8'] });
  });

  it('counts no voice on a shard that connects late beyond what it observed (420 s instead of at most 90)', async () => {
    const census = await anAppOnShards();
    await census.startCounting();
    census.guilds[1].enter(bob);
    await census.settle();
    await census.until(1.5);
    await census.stop();
    census.server.faults.forgetSessions();
    census.server.faults.cutShard(1);
    await census.until(4);
    census.guilds[1].leave(bob);
    await census.until(7);
    await census.start();
    await census.server.connected(0);
    await census.guilds[0].ask('status');
    await census.until(8);
    expect(await census.observedUntil()).toEqual([8, 1.5, 8]);
    await census.letBackIn(1);
    await census.until(10);
    const [first, second, third] = await census.counted();
    expect(second).toMatchObject({ voice: ['Lobby 1.5'], gaps: [[1.5, 8]] });
    expect([first?.gaps, third?.gaps]).toEqual([[[1.5, 7]], [[1.5, 7]]]);
  });
});
