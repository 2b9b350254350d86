import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { SessionBudget } from '../../../src/gateway/connection/session-budget.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

const resetAfterMs = 3_600_000;

/** The budget of three shards, and a Discord with this many sessions remaining. */
function aBudget(remaining: number) {
  const clock = new SimulatedClock(0);
  const discord = { remaining, asked: 0, isDown: false };
  const notes: string[] = [];
  const budget = new SessionBudget({
    clock,
    shardCount: 3,
    async askDiscord() {
      discord.asked += 1;
      if (discord.isDown) throw new Error('Discord is down');
      return { session_start_limit: { remaining: discord.remaining, reset_after: resetAfterMs } as never };
    },
    onSpent: (untilMs, sessionsLeft) => notes.push(`${sessionsLeft} until ${untilMs}`),
    onTrouble: (error) => notes.push(String(error)),
  });
  const begun: number[] = [];
  return {
    clock,
    discord,
    budget,
    notes,
    /** The shards that may start a session, in order. */
    begun,
    async take(shardId: number, signal = new AbortController().signal): Promise<void> {
      await budget.take(shardId, signal).then(() => begun.push(shardId));
    },
  };
}

/** Runs everything that waits only for its turn of the event loop. */
const allTurns = () => new Promise(setImmediate);

describe('a budget of sessions', () => {
  it('lets each shard start one session per answer of Discord', async () => {
    const on = aBudget(1000);
    await Promise.all([0, 1, 2].map((shardId) => on.take(shardId)));
    expect(on.discord.asked).toBe(1);
    await on.take(1);
    expect(on.discord.asked).toBe(2);
    await on.take(0);
    expect(on.discord.asked).toBe(2);
  });

  it('uses a fresh answer of Discord', async () => {
    const on = aBudget(1000);
    on.budget.learn({ session_start_limit: { remaining: 6 } as never });
    await Promise.all([0, 1, 2].map((shardId) => on.take(shardId)));
    expect(on.discord.asked).toBe(0);
  });

  it("keeps twice as many as there are shards, reports that once, and goes on after Discord's reset", async () => {
    const on = aBudget(5);
    const taken = Promise.all([0, 1, 2].map((shardId) => on.take(shardId)));
    await allTurns();
    expect([on.begun, on.notes, on.discord.asked]).toEqual([[], [`5 until ${resetAfterMs}`], 1]);
    expect(on.budget.waitsUntilMs).toBe(resetAfterMs);
    on.discord.remaining = 1000;
    await on.clock.setTo(resetAfterMs);
    await taken;
    expect([on.begun, on.notes.length, on.discord.asked]).toEqual([[0, 1, 2], 1, 2]);
    expect(on.budget.waitsUntilMs).toBeNull();
  });

  it('reports again if it is still spent then', async () => {
    const on = aBudget(5);
    const taken = on.take(0);
    await allTurns();
    await on.clock.setTo(resetAfterMs);
    await allTurns();
    expect(on.notes).toEqual([`5 until ${resetAfterMs}`, `5 until ${2 * resetAfterMs}`]);
    on.discord.remaining = 6;
    await on.clock.setTo(2 * resetAfterMs);
    await taken;
  });

  it('stops waiting when the last connection is lost, and does not report again when one comes back', async () => {
    const on = aBudget(5);
    const lost = new AbortController();
    const taken = on.take(0, lost.signal);
    await allTurns();
    lost.abort(new Error('cut off'));
    await expect(taken).rejects.toThrow('cut off');
    await allTurns();
    expect([on.budget.waitsUntilMs, on.clock.nextDueMs]).toEqual([null, null]);
    const again = on.take(0);
    await allTurns();
    expect(on.notes).toHaveLength(1);
    on.discord.remaining = 6;
    await on.clock.setTo(resetAfterMs);
    await again;
  });

  it('starts no session while Discord does not tell how many are left', async () => {
    const on = aBudget(1000);
    on.discord.isDown = true;
    const taken = on.take(0);
    await allTurns();
    expect([on.begun, on.notes, on.budget.waitsUntilMs]).toEqual([[], ['Error: Discord is down'], null]);
    on.discord.isDown = false;
    await on.clock.setTo(10_000);
    await taken;
  });

  it('waits for at most a day, whatever Discord says', async () => {
    const on = aBudget(0);
    const { budget } = on;
    const endless = new SessionBudget({
      clock: on.clock,
      shardCount: 1,
      askDiscord: async () => ({
        session_start_limit: { remaining: 0, reset_after: Number.MAX_SAFE_INTEGER } as never,
      }),
      onSpent: () => {},
      onTrouble: () => {},
    });
    const stopped = new AbortController();
    const taken = endless.take(0, stopped.signal);
    await allTurns();
    expect([endless.waitsUntilMs, budget.waitsUntilMs]).toEqual([dayMs, null]);
    stopped.abort(new Error('stopped'));
    await expect(taken).rejects.toThrow('stopped');
  });
});
