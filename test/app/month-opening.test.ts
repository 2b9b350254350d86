import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { MonthOpening, type MonthOpeningDeps } from '../../src/app/month-opening.ts';
import { LaneLost } from '../../src/core/errors.ts';
import { startOfMonthMs } from '../../src/core/time.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';

const april = 2026 * 12 + 3;
const may = april + 1;

describe('the lanes, when a month begins', () => {
  let clock: SimulatedClock;
  /** What happened, in order. */
  let told: string[];
  let asked: number;
  let stopping: AbortController;

  beforeEach(() => {
    stopping = new AbortController();
    clock = new SimulatedClock(startOfMonthMs(april));
    told = [];
    asked = 0;
  });

  /** Three lanes, and Discord's answer to how many are wanted. */
  function opening(
    wanted: MonthOpeningDeps['wanted'],
    count = 3,
    begunIn = Array(count).fill(april - 1),
  ): MonthOpening {
    return new MonthOpening({
      clock,
      count,
      begunIn,
      wanted: () => {
        asked += 1;
        return wanted();
      },
      onAllClosed: () => told.push('all closed'),
      onPutOff: () => told.push('put off'),
      signal: stopping.signal,
    });
  }

  /** A lane arrives, and its outcome is recorded. */
  async function arrive(months: MonthOpening, lane: number, month = april): Promise<void> {
    months.mayCount(lane, month).then(
      () => told.push(`${lane} counts`),
      (error: unknown) => told.push(error instanceof LaneLost ? `${lane} lost` : `${lane} failed`),
    );
    await nextTurn(); // Whatever need not wait is done by then.
  }

  it('count at once if their number stays, and Discord is asked once a month', async () => {
    const months = opening(() => Promise.resolve(3));
    for (const lane of [0, 1]) await arrive(months, lane);
    expect(told).toEqual(['0 counts', '1 counts']);
    await arrive(months, 2);
    expect([told, asked]).toEqual([['0 counts', '1 counts', '2 counts'], 1]);
    for (const lane of [2, 1, 0]) await arrive(months, lane, may);
    expect([told.slice(3), asked]).toEqual([['2 counts', '1 counts', '0 counts'], 2]);
    await clock.setTo(startOfMonthMs(may));
    expect(told).toHaveLength(6);
    expect(clock.nextDueMs).toBeNull();
  });

  it('wait for each other if their number changes, and are divided when the last one has come', async () => {
    const months = opening(() => Promise.resolve(4));
    await arrive(months, 1);
    await arrive(months, 0);
    expect(told).toEqual([]);
    await clock.setTo(clock.now() + 119_999);
    await arrive(months, 2);
    // In this order, because the bot decides what to do next, not a lane that is lost.
    expect(told[0]).toBe('all closed');
    expect(told.slice(1).sort()).toEqual(['0 lost', '1 lost', '2 lost']);
    expect(asked).toBe(1);
    await clock.setTo(clock.now() + 600_000);
    expect(told).toHaveLength(4);
  });

  it('wait for each other also if there will be fewer', async () => {
    const months = opening(() => Promise.resolve(1), 2);
    for (const lane of [0, 1]) await arrive(months, lane);
    expect([...told].sort()).toEqual(['0 lost', '1 lost', 'all closed']);
  });

  it('are divided at once if there is only one', async () => {
    await arrive(
      opening(() => Promise.resolve(2), 1),
      0,
    );
    expect([...told].sort()).toEqual(['0 lost', 'all closed']);
  });

  it('all count if one is two minutes late, including the late one', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 2]) await arrive(months, lane);
    await clock.setTo(startOfMonthMs(april) + 119_999);
    expect(told).toEqual([]);
    await clock.setTo(startOfMonthMs(april) + 120_000);
    await nextTurn();
    expect([...told].sort()).toEqual(['0 counts', '2 counts', 'put off']);
    await arrive(months, 1);
    expect(told.slice(3)).toEqual(['1 counts']);
    await clock.setTo(startOfMonthMs(may));
    expect(told).toHaveLength(4);
  });

  it('are divided in the next month if one was late', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 2]) await arrive(months, lane);
    await clock.setTo(startOfMonthMs(april) + 120_000);
    await arrive(months, 1);
    told = [];
    await clock.setTo(startOfMonthMs(may));
    for (const lane of [0, 1, 2]) await arrive(months, lane, may);
    expect([...told].sort()).toEqual(['0 lost', '1 lost', '2 lost', 'all closed']);
    expect(asked).toBe(2);
  });

  it('count at once if they open a month that the others have already left', async () => {
    const months = opening(() => Promise.resolve(4));
    await arrive(months, 0, may);
    await arrive(months, 1, april);
    expect(told).toEqual(['1 counts']);
  });

  it('count a lane only once that opens its month twice', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 0, 1]) await arrive(months, lane);
    expect(told).toEqual([]);
    await arrive(months, 2);
    expect(told).toContain('all closed');
  });

  it('count if Discord cannot say how many are wanted', async () => {
    const months = opening(() => Promise.reject(new Error('503')));
    for (const lane of [0, 1, 2]) await arrive(months, lane);
    expect([told, asked]).toEqual([['0 counts', '1 counts', '2 counts'], 1]);
    expect(clock.nextDueMs).toBeNull();
  });

  it('wait five seconds for Discord, then count, whatever it says later', async () => {
    let answer: (count: number) => void = () => {};
    const months = opening(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    for (const lane of [0, 1]) await arrive(months, lane);
    await clock.setTo(clock.now() + 4_999);
    await nextTurn();
    expect(told).toEqual([]);
    await clock.setTo(clock.now() + 1);
    await nextTurn();
    expect(told).toEqual(['0 counts', '1 counts']);
    answer(4);
    await arrive(months, 2);
    expect([told, asked]).toEqual([['0 counts', '1 counts', '2 counts'], 1]);
  });

  it('stop waiting when Census stops, even for a later month', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 1]) await arrive(months, lane);
    expect(told).toEqual([]);
    stopping.abort();
    await nextTurn();
    await arrive(months, 2);
    expect(told).toEqual(['0 counts', '1 counts', '2 counts']);
  });

  it('do not wait for Discord either when Census stops', async () => {
    const months = opening(() => new Promise(() => {}));
    await arrive(months, 0);
    expect(told).toEqual([]);
    stopping.abort();
    await nextTurn();
    expect(told).toEqual(['0 counts']);
  });

  it('do not wait for one that had opened the month before this process began', async () => {
    const months = opening(() => Promise.resolve(4), 3, [april - 1, april, april - 1]);
    for (const lane of [0, 2]) await arrive(months, lane);
    expect([told, asked]).toEqual([['0 counts', '2 counts'], 0]);
    for (const lane of [0, 1, 2]) await arrive(months, lane, may);
    expect(told.slice(2).sort()).toEqual(['0 lost', '1 lost', '2 lost', 'all closed']);
  });
});
