import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { identifyTurns } from '../../../src/gateway/connection/identify-turns.ts';
import { stage, startMs } from '../../simulator/server/stage.ts';
import { aGateway, fiveSecondsHaveAlwaysGoneBy } from '../a-gateway.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Three shards have started their sessions, and five more are left for the day. */
async function aSpentDay() {
  fiveSecondsHaveAlwaysGoneBy();
  const { server, clock } = await stage({ shards: 3, settings: { sessionsPerDay: 8 } });
  const first = await aGateway(server, { shardCount: 3, clock }).connect();
  await first.gateway.disconnect();
  return { server, clock, positions: first.positions() };
}

const spent = `5 sessions left until ${startMs + dayMs}`;

describe('a day without sessions left', () => {
  it('makes new ones wait until the next day, and is reported once', async () => {
    const { server, clock } = await aSpentDay();
    const bot = aGateway(server, { shardCount: 3, clock });
    const joined = bot.join();
    await bot.noted(spent);
    expect(bot.gateway.waitsForSessionsUntilMs).toBe(startMs + dayMs);
    expect(server.identifies).toBe(3);
    await clock.setTo(startMs + dayMs);
    await joined;
    expect(bot.gateway.waitsForSessionsUntilMs).toBeNull();
    expect(bot.notes.filter((note) => note.includes('sessions left'))).toEqual([spent]);
    expect(bot.connected.toSorted()).toEqual([0, 1, 2]);
    expect(server.identifies).toBe(6);
  });

  it('does not delay a shard that resumes', async () => {
    const { server, clock, positions } = await aSpentDay();
    server.faults.forgetSession(1);
    const bot = aGateway(server, { shardCount: 3, clock, positions });
    const joined = bot.join();
    await bot.noted('RESUMED', 2);
    await bot.noted(spent);
    expect(bot.gateway.shards.map(({ isConnected }) => isConnected)).toEqual([true, false, true]);
    await clock.setTo(startMs + dayMs);
    await joined;
    expect(server.identifies).toBe(4);
  });

  it('still makes a shard wait after its connection breaks', async () => {
    const { server, clock } = await aSpentDay();
    const bot = aGateway(server, { shardCount: 3, clock });
    const joined = bot.join();
    await bot.noted(spent);
    server.faults.dropConnections();
    await vi.waitFor(() => expect(bot.gateway.waitsForSessionsUntilMs).toBeNull());
    await vi.waitFor(() => expect(bot.gateway.waitsForSessionsUntilMs).not.toBeNull());
    await clock.setTo(startMs + dayMs);
    await joined;
    expect(bot.notes.filter((note) => note.includes('sessions left'))).toEqual([spent]);
    expect(server.identifies).toBe(6);
  });

  it('does not delay a stop', async () => {
    const { server, clock } = await aSpentDay();
    const bot = aGateway(server, { shardCount: 3, clock });
    void bot.join();
    await bot.noted(spent);
    await bot.gateway.disconnect();
    await vi.waitFor(() => expect(bot.gateway.waitsForSessionsUntilMs).toBeNull());
    expect(clock.nextDueMs).toBeNull();
    expect(server.identifies).toBe(3);
  });
});

describe('shards that identify', () => {
  it('do so at the concurrency that Discord allows', async () => {
    vi.spyOn(Date, 'now').mockReturnValue(1_530_000_000_000);
    const { server } = await stage({ shards: 3, settings: { maxConcurrency: 3 } });
    const joined = aGateway(server, { shardCount: 3 }).join();
    // One after the other, each would take five seconds.
    await vi.waitFor(() => expect(server.identifies).toBe(3), { timeout: 4_500 });
    await joined;
  });

  it('wait only for those in their own rate limit bucket', async () => {
    const nowMs = 1_530_000_000_000;
    vi.spyOn(Date, 'now').mockReturnValue(nowMs);
    const returned: number[] = [];
    const budget = { take: async () => {}, giveBack: (shardId: number) => returned.push(shardId) };
    const turns = identifyTurns(budget, 2);
    const stopped = new AbortController();
    await turns.waitForIdentify(0, stopped.signal);
    await turns.waitForIdentify(1, stopped.signal);
    vi.mocked(Date.now).mockReturnValue(nowMs + 4_000);
    let hasBegun = false;
    const third = turns.waitForIdentify(2, stopped.signal).then(() => {
      hasBegun = true;
    });
    await nextTurn();
    expect(hasBegun).toBe(false);
    stopped.abort(new Error('cut off'));
    await expect(third).rejects.toThrow('cut off');
    expect(returned).toEqual([2]);
  });
});
