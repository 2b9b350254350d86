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
  /** What was told, in order. */
  let told: string[];
  let asked: number;
  let stopping: AbortController;

  beforeEach(() => {
    stopping = new AbortController();
    clock = new SimulatedClock(startOfMonthMs(april));
    told = [];
    asked = 0;
  });

  /** Three lanes, and what Discord answers to how many are wanted. */
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

  /** A lane arrives; what becomes of it is told. */
  async function arrive(months: MonthOpening, lane: number, month = april): Promise<void> {
    months.mayCount(lane, month).then(
      () => told.push(`${lane} counts`),
      (error: unknown) => told.push(error instanceof LaneLost ? `${lane} lost` : `${lane} failed`),
    );
    await nextTurn(); // All that need not wait is done.
  }

  it('count at once where their number stays, and Discord is asked once a month', async () => {
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

  it('wait for each other where their number changes, and are divided when the last has come', async () => {
    const months = opening(() => Promise.resolve(4));
    await arrive(months, 1);
    await arrive(months, 0);
    expect(told).toEqual([]);
    await clock.setTo(clock.now() + 119_999);
    await arrive(months, 2);
    // In this order: what the bot does next is for it to say, and not for a lane that is lost.
    expect(told[0]).toBe('all closed');
    expect(told.slice(1).sort()).toEqual(['0 lost', '1 lost', '2 lost']);
    expect(asked).toBe(1);
    await clock.setTo(clock.now() + 600_000);
    expect(told).toHaveLength(4);
  });

  it('wait for each other also where there are to be fewer', async () => {
    const months = opening(() => Promise.resolve(1), 2);
    for (const lane of [0, 1]) await arrive(months, lane);
    expect([...told].sort()).toEqual(['0 lost', '1 lost', 'all closed']);
  });

  it('are divided at once where there is one', async () => {
    await arrive(
      opening(() => Promise.resolve(2), 1),
      0,
    );
    expect([...told].sort()).toEqual(['0 lost', 'all closed']);
  });

  it('all count when one is late for two minutes, and so does the late one', async () => {
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

  it('are divided in the next month where one was late', async () => {
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

  it('count a lane at once that opens a month which the others have left behind', async () => {
    const months = opening(() => Promise.resolve(4));
    await arrive(months, 0, may);
    await arrive(months, 1, april);
    expect(told).toEqual(['1 counts']);
  });

  it('take no lane for two that says again that it has opened its month', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 0, 1]) await arrive(months, lane);
    expect(told).toEqual([]);
    await arrive(months, 2);
    expect(told).toContain('all closed');
  });

  it('count where Discord says that it cannot tell', async () => {
    const months = opening(() => Promise.reject(new Error('503')));
    for (const lane of [0, 1, 2]) await arrive(months, lane);
    expect([told, asked]).toEqual([['0 counts', '1 counts', '2 counts'], 1]);
    expect(clock.nextDueMs).toBeNull();
  });

  it('wait five seconds for Discord to answer, then count, whatever it says later', async () => {
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

  it('wait no longer when Census stops, and say nothing of another month', async () => {
    const months = opening(() => Promise.resolve(4));
    for (const lane of [0, 1]) await arrive(months, lane);
    expect(told).toEqual([]);
    stopping.abort();
    await nextTurn();
    await arrive(months, 2);
    expect(told).toEqual(['0 counts', '1 counts', '2 counts']);
  });

  it('do not wait for what Discord says either when Census stops', async () => {
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
