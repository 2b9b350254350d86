import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import type { Faults } from '../../../src/simulator/server/faults.ts';
import { alice, bob, carol, general, lobby } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { aConnectedApp } from '../stages/a-connected-app.ts';
import { allButTheGap, meanwhile, tenMinutes } from '../stages/ten-minutes.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

/** Breaks the connection in various ways while people write. Every third time, Census is restarted. */
async function aStorm(breaks: number, seed: number): Promise<{ written: number; counted: number }> {
  const random = new SeededRandom(seed);
  const census = await aConnectedApp();
  await census.start();
  let written = 0;
  const write = () => {
    const messages = Math.floor(random.between(1, 4));
    census.write([alice, bob, carol][Math.floor(random.between(0, 3))] ?? '', messages);
    census.server.faults.resendLastDispatch();
    if (random.happens(0.3)) census.server.faults.repeatLastDispatch();
    written += messages;
  };
  for (let minute = 1; minute <= breaks; minute++) {
    write();
    if (random.happens(0.5)) await census.settle();
    breakLine(census.server.faults, random);
    write();
    await census.until(minute);
    await census.server.connected();
    write();
    if (minute % 3 !== 0) continue;
    await census.stop();
    write();
    await census.startUnseen();
  }
  await census.letBackIn();
  await census.until(breaks + 1);
  return { written, counted: (await census.counted()).messages };
}

function breakLine(faults: Faults, random: SeededRandom): void {
  const ways = [
    () => faults.dropConnections(),
    () => faults.closeConnections(4000),
    () => faults.requestReconnect(),
    () => faults.invalidateSessions(true),
    () => faults.invalidateSessions(false),
    () => faults.closeConnections(4008),
    () => {
      faults.forgetSessions();
      faults.dropConnections();
    },
  ];
  ways[Math.floor(random.between(0, ways.length))]?.();
}

describe('a storm', { timeout: 60_000 }, () => {
  it('of lost connections, lost sessions and restarts loses no message and counts none twice', async () => {
    const seeds = [1, 2, 3];
    const storms = await Promise.all(seeds.map((seed) => aStorm(6, seed)));
    for (const [index, { written, counted }] of storms.entries()) expect(counted, `seed ${seeds[index]}`).toBe(written);
  });

  it('that lasts longer than Discord can replay loses no message, however many there were', async () => {
    const census = await tenMinutes({ replayLimit: 50 });
    await census.cutOff();
    await meanwhile(census);
    census.write(carol, 320);
    await census.letBackIn();
    await census.until(30);
    expect(await census.counted()).toEqual({ ...allButTheGap, messages: allButTheGap.messages + 320 });
    expect(census.server.identifies).toBe(2);
  });
});

describe('messages out of order', () => {
  const minuteMs = 60_000;

  it('are counted once, even those that history also has', async () => {
    const census = await tenMinutes();
    const { server, guildId } = census;
    const write = (user: string, minutesAgo: number) => {
      const atMs = server.world.clock.now() - minutesAgo * minuteMs;
      server.perform(guildId, { atMs, ev: 'msg', user, channel: general });
    };
    for (const minutesAgo of [0, 3, 1, 2, 0]) write(carol, minutesAgo);
    await census.settle();
    server.faults.forgetSessions();
    await census.cutOff();
    await meanwhile(census);
    const answer = server.faults.holdRequests(/\/messages$/);
    await census.letBackIn();
    for (const minutesAgo of [0, 6, 4, 2]) write(bob, minutesAgo);
    await census.ask('status');
    answer();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ messages: 7 + 5 + 4, gaps: [[10, 20]] });
  });

  it('and any other such event leave nothing behind', async () => {
    const census = await tenMinutes();
    census.speak(carol, null);
    census.part(carol);
    census.join(carol);
    census.speak(bob, lobby);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ messages: 5, joins: 1, parts: 1, voice: ['Lobby 28', 'Lobby 30'] });
  });
});

describe('a channel that is deleted', () => {
  it('while people write in it keeps their messages', async () => {
    const census = await tenMinutes();
    census.write(bob, 3);
    census.server.channels.delete(general);
    await census.settle();
    await census.until(30);
    expect(await census.counted()).toMatchObject({ messages: 8, gaps: [] });
  });

  it('while Census is off keeps its counts, and nothing waits for the rest', async () => {
    const census = await tenMinutes();
    census.server.faults.forgetSessions();
    await census.cutOff();
    await meanwhile(census);
    census.server.channels.delete(general);
    await census.letBackIn();
    await census.until(30);
    expect(await census.counted()).toEqual({ ...allButTheGap, messages: 5 });
  });
});
