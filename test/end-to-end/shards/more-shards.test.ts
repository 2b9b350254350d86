import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LanesToDivide } from '../../../src/app/ending.ts';
import { laneOf } from '../../../src/core/snowflake.ts';
import { monthOf } from '../../../src/core/time.ts';
import { alice, bob } from '../../cast.ts';
import { fiveSecondsHaveAlwaysGoneBy } from '../../gateway/a-gateway.ts';
import { type AppOnShards, anAppOnShards } from '../stages/an-app-on-shards.ts';

beforeEach(fiveSecondsHaveAlwaysGoneBy);

afterEach(() => {
  vi.restoreAllMocks();
});

const lastHourOfMarch = Date.UTC(2018, 2, 31, 23);
const april = monthOf(lastHourOfMarch) + 1;
const sealed = { isSealed: true, isSplit: false };
const open = { isSealed: false, isSplit: false };

/** In every server, Alice is in voice, and writes five messages. */
async function aliceEverywhere(census: AppOnShards): Promise<void> {
  for (const guild of census.guilds) {
    guild.enter(alice);
    guild.write(alice, 5);
  }
  await census.settle();
}

describe('a month end', { timeout: 30_000 }, () => {
  it('while one shard is cut off seals the months of the others, and that one later', async () => {
    const census = await anAppOnShards({ startMs: lastHourOfMarch });
    await census.startCounting();
    await aliceEverywhere(census);
    await census.until(50);
    await census.cutOff(1);
    await census.until(55);
    for (const { write } of census.guilds) write(bob, 2);
    await census.settle(0, 2);
    await census.until(60.5);
    for (const { write } of census.guilds) write(bob);
    await census.settle(0, 2);
    await census.until(62);
    expect(await census.months()).toEqual([[sealed, open], [open], [sealed, open]]);
    for (const shard of [0, 2] as const) {
      expect(await census.guilds[shard].ask('status')).toContain('Anonymised: March 2018');
    }
    await census.letBackIn(1);
    await census.until(63);
    expect(await census.months()).toEqual([0, 1, 2].map(() => [sealed, open]));
    await census.until(70);
    const inApril = await census.counted(april);
    expect(inApril.map(({ messages, voice }) => [messages, voice])).toEqual([0, 1, 2].map(() => [1, ['Lobby 10']]));
    const inMarch = await census.counted();
    expect(inMarch.map(({ messages, voice }) => [messages, voice])).toEqual([0, 1, 2].map(() => [7, ['Lobby 60']]));
  });
});

describe('the number of shards', { timeout: 30_000 }, () => {
  it('is the one of SHARDS, even if Discord recommends fewer', async () => {
    const census = await anAppOnShards({ shards: 1, config: { shards: 2 } });
    await census.startCounting();
    expect(await census.lanes()).toBe(2);
    await aliceEverywhere(census);
    for (const { id, ask } of census.guilds) {
      expect(await ask('status')).toContain(`This server is on shard ${laneOf(id, 2)} of the shards 0 to 1.`);
    }
    await census.until(10);
    for (const counted of await census.counted()) {
      expect(counted).toMatchObject({ messages: 5, voice: ['Lobby 10'], gaps: [] });
    }
    expect(census.server.identifies).toBe(2);
  });

  it('stays until the month begins, and then changes without giving a member two tokens', async () => {
    const census = await anAppOnShards({ shards: 1, startMs: lastHourOfMarch });
    await census.startCounting();
    await aliceEverywhere(census);
    census.server.settings.shards = 3;
    await census.until(10);
    await census.stop();
    await census.start();
    expect(census.logged()).toContain('"the number of shards changes when the next month begins"');
    expect(await census.lanes()).toBe(1);
    expect(census.server.identifies).toBe(1);

    await census.until(60.05);
    for (const { write } of census.guilds) write(bob, 2);
    await census.settle();
    await census.until(61);
    expect(await census.ending()).toEqual(new LanesToDivide(false));
    for (const { write } of census.guilds) write(alice, 3);
    await census.until(62);
    await census.startAgainOverMore();
    expect(await census.lanes()).toBe(3);
    for (const { write, ask } of census.guilds) {
      write(alice);
      expect(await ask('status')).not.toContain('counted there as two');
    }
    await census.until(70);
    const inApril = await census.counted(april);
    for (const counted of inApril) {
      expect(counted).toMatchObject({ messages: 6, voice: ['Lobby 8'], gaps: [[60, 62]] });
    }
    expect(await census.months()).toEqual([0, 1, 2].map(() => [sealed, open]));
    for (const counted of await census.counted()) {
      expect(counted).toMatchObject({ messages: 5, voice: ['Lobby 60'] });
    }
  });

  it('changes before any session begins if the month ended while Census was off', async () => {
    const census = await anAppOnShards({ shards: 1, startMs: lastHourOfMarch });
    await census.startCounting();
    await aliceEverywhere(census);
    await census.until(10);
    await census.stop();
    census.server.settings.shards = 3;
    // A connection would begin a session, not resume one.
    census.server.faults.forgetSessions();
    await census.until(70);
    await expect(census.start()).rejects.toEqual(new LanesToDivide(false));
    expect(census.server.identifies).toBe(1);
    await census.start();
    await census.allConnected();
    expect(await census.lanes()).toBe(3);
    expect(census.server.identifies).toBe(4);
  });

  it('rises at once if Discord refuses fewer, and reports where one person may be counted as two', async () => {
    const census = await anAppOnShards({ shards: 2 });
    await census.startCounting();
    expect(await census.lanes()).toBe(2);
    await aliceEverywhere(census);
    await census.until(10);
    census.server.faults.requireShards(3);
    expect(await census.ending()).toEqual(new LanesToDivide(true));
    await census.stop();
    for (const { write } of census.guilds) write(bob, 2);
    await census.until(12);
    await census.startAgainOverMore();
    expect(await census.lanes()).toBe(3);
    const isMoved = census.guilds.map(({ id }) => laneOf(id, 2) !== laneOf(id, 3));
    expect(new Set(isMoved).size).toBe(2);
    for (const [index, { write, ask }] of census.guilds.entries()) {
      write(alice);
      const report = await ask('report', { type: 'full', range: 'today' });
      expect(report.includes('under new tokens, so one person may be counted as two')).toBe(isMoved[index]);
      expect(report).toContain('gap');
    }
    await census.until(30);
    const counted = await census.counted();
    for (const [index, { messages, voice, gaps }] of counted.entries()) {
      expect(messages).toBe(8);
      expect(voice).toEqual(isMoved[index] ? ['Lobby 10', 'Lobby 18'] : ['Lobby 28']);
      expect(gaps).toEqual([[10, 12]]);
    }
    expect(await census.months()).toEqual(isMoved.map((isSplit) => [{ isSealed: false, isSplit }]));
  });
});

describe('lanes that wait for each other when a month begins', { timeout: 30_000 }, () => {
  /** Six seconds after the month's end. Discord has said how many shards it wants now. */
  async function atMonthEnd(wanted: number, cutOff: readonly number[] = []): Promise<AppOnShards> {
    const census = await anAppOnShards({ startMs: lastHourOfMarch, isTimeUnheld: true });
    await census.startCounting();
    await aliceEverywhere(census);
    let asked = 0;
    Object.defineProperty(census.server.settings, 'shards', {
      get() {
        asked += 1;
        return wanted;
      },
    });
    await census.until(50);
    for (const shardId of cutOff) await census.cutOff(shardId);
    await goOn(census, 60.1, 0.001, async () => expect(asked).toBeGreaterThan(0));
    await fetch(`${census.server.apiUrl}/v10/gateway`); // The previous answer has arrived, too.
    return census;
  }

  /** Waits for tasks that take real time. Advances some minutes before each check. */
  async function goOn(
    census: AppOnShards,
    fromMinute: number,
    minutes: number,
    holds: () => Promise<void>,
  ): Promise<void> {
    let minute = fromMinute;
    const look = async () => {
      minute += minutes;
      await census.until(minute);
      await holds();
    };
    await vi.waitFor(look, { timeout: 10_000 });
  }

  const allSealed = (census: AppOnShards) => async () => {
    expect((await census.months()).map(([march]) => march)).toEqual([sealed, sealed, sealed]);
  };

  it.each([2, 6])('are divided into %i', async (wanted) => {
    const census = await atMonthEnd(wanted);
    expect(await census.ending()).toEqual(new LanesToDivide(false));
    await census.startAgainOverMore();
    expect(await census.lanes()).toBe(wanted);
    for (const { write } of census.guilds) write(alice);
    await census.settle();
    for (const { messages } of await census.counted(april)) expect(messages).toBe(1);
    expect(await census.months()).toEqual([0, 1, 2].map(() => [sealed, open]));
  });

  it('stay as they were if Discord has changed its mind: no one is in voice who has left', async () => {
    const census = await anAppOnShards({ startMs: lastHourOfMarch, isTimeUnheld: true });
    await census.startCounting();
    await aliceEverywhere(census);
    await census.until(50);
    census.server.settings.shards = 6;
    await census.until(60.02);
    for (const { leave, write } of census.guilds) {
      leave(alice);
      write(bob, 2);
    }
    await census.settle();
    let isOver = false;
    void census.ending().then(() => {
      isOver = true;
    });
    await goOn(census, 60.1, 0.001, async () => expect(isOver).toBe(true));
    await census.stop();
    census.server.settings.shards = 3;
    await census.until(62);
    await census.start();
    await census.allConnected();
    await census.settle();
    await census.until(70);
    expect(await census.lanes()).toBe(3);
    for (const { messages, voice, gaps } of await census.counted(april)) {
      expect([messages, voice]).toEqual([2, []]);
      expect(gaps).toEqual([[60, expect.any(Number)]]);
    }
    for (const { voice, gaps } of await census.counted()) expect([voice, gaps]).toEqual([['Lobby 60'], []]);
  });

  it('continue as they are if one of them is cut off for longer', async () => {
    const census = await atMonthEnd(6, [1]);
    await goOn(census, 61, 0.2, async () => expect(census.logged()).toContain('not all shards have closed the month'));
    census.server.faults.restoreShard(1);
    await census.allConnected();
    await goOn(census, 70, 0.2, allSealed(census));
    for (const { write } of census.guilds) write(alice);
    await census.settle();
    for (const { messages } of await census.counted(april)) expect(messages).toBe(1);
    expect(await census.lanes()).toBe(3);
  });

  it('stop at once on request, and do not wait for each other at the next start', async () => {
    const census = await atMonthEnd(6, [1]);
    await census.stop();
    expect((await census.months()).map(([march]) => march)).toEqual([sealed, open, sealed]);
    for (const { write } of census.guilds) write(alice);
    census.server.faults.restoreShard(1);
    await census.start();
    await census.allConnected();
    await allSealed(census)();
    await census.settle();
    for (const { messages } of await census.counted(april)) expect(messages).toBe(1);
    expect(await census.lanes()).toBe(3);
  });
});

describe('a day on which Discord allows no more sessions', { timeout: 30_000 }, () => {
  it('leaves a shard that has lost its session waiting, and the others counting', async () => {
    const census = await anAppOnShards({ settings: { sessionsPerDay: 8 }, flushEveryMs: 3_600_000 });
    await census.startCounting();
    await aliceEverywhere(census);
    await census.until(10);
    await census.stop();
    census.server.faults.forgetSession(1);
    await census.start();
    await vi.waitFor(() => expect(census.logged()).toMatch(/"left":5,"until":"2018-03-06 10:00 UTC"/));
    for (const shard of [0, 2] as const) {
      const guild = census.guilds[shard];
      guild.write(bob, 2);
      expect(await guild.ask('status')).toContain('coverage 100.0 %');
    }
    census.guilds[1].write(bob, 2);
    await census.until(23 * 60);
    expect(census.server.identifies).toBe(3);
    await census.until(24 * 60 + 1);
    await census.letBackIn(1);
    expect(census.server.identifies).toBe(4);
    await census.until(24 * 60 + 2);
    const [first, second, third] = await census.counted();
    expect([first, second, third].map((counted) => counted?.messages)).toEqual([7, 7, 7]);
    expect([first?.gaps, third?.gaps]).toEqual([[], []]);
    expect(second?.gaps).toHaveLength(1);
  });
});
