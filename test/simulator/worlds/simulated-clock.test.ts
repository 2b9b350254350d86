import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';

describe('the simulated clock', () => {
  it('runs due tasks in order of time, then of scheduling, each at its own time', async () => {
    const clock = new SimulatedClock(0);
    const ran: [string, number][] = [];
    const note = (name: string) => () => void ran.push([name, clock.now()]);
    clock.schedule(30, note('late'));
    clock.schedule(10, note('first'));
    clock.schedule(20, note('second'));
    clock.schedule(20, note('third'));
    clock.schedule(41, note('not yet'));
    await clock.setTo(40);
    expect(ran).toEqual([
      ['first', 10],
      ['second', 20],
      ['third', 20],
      ['late', 30],
    ]);
    expect([clock.now(), clock.nextDueMs]).toEqual([40, 41]);
  });

  it('waits for a task before it continues, and runs what the task schedules', async () => {
    const clock = new SimulatedClock(0);
    const ran: string[] = [];
    clock.schedule(10, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ran.push(`slow at ${clock.now()}`);
      clock.schedule(15, () => void ran.push(`inner at ${clock.now()}`));
      clock.schedule(5, () => void ran.push(`belated at ${clock.now()}`));
    });
    clock.schedule(20, () => void ran.push(`last at ${clock.now()}`));
    await clock.setTo(20);
    expect(ran).toEqual(['slow at 10', 'belated at 10', 'inner at 15', 'last at 20']);
  });

  it('does not run a cancelled task, even if another task cancelled it', async () => {
    const clock = new SimulatedClock(0);
    const ran: string[] = [];
    const cancel = clock.schedule(20, () => void ran.push('cancelled'));
    clock.schedule(10, () => {
      cancel();
      cancel();
    });
    await clock.setTo(30);
    cancel();
    expect(ran).toEqual([]);
  });

  it('never goes back', async () => {
    const clock = new SimulatedClock(100);
    await clock.setTo(50);
    expect(clock.now()).toBe(100);
  });

  it('passes on the error of a task, and can continue after it', async () => {
    const clock = new SimulatedClock(0);
    clock.schedule(10, () => Promise.reject(new Error('broken')));
    await expect(clock.setTo(20)).rejects.toThrow('broken');
    expect(clock.now()).toBe(10);
    await clock.setTo(20);
    expect(clock.now()).toBe(20);
  });

  it('refuses two simultaneous calls', async () => {
    const clock = new SimulatedClock(0);
    clock.schedule(10, () => expect(clock.setTo(30)).rejects.toThrow('already'));
    await clock.setTo(20);
    expect(clock.now()).toBe(20);
  });

  it('equals sorting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 50 })), fc.array(fc.nat({ max: 60 })), async (dues, stops) => {
        const clock = new SimulatedClock(0);
        const ran: number[] = [];
        dues.forEach((dueMs, index) => {
          clock.schedule(dueMs, () => void ran.push(index));
        });
        for (const stop of [...stops].sort((left, right) => left - right)) await clock.setTo(stop);
        const last = Math.max(-1, ...stops);
        const expected = dues.map((dueMs, index) => ({ dueMs, index })).filter(({ dueMs }) => dueMs <= last);
        expected.sort((left, right) => left.dueMs - right.dueMs || left.index - right.index);
        expect(ran).toEqual(expected.map(({ index }) => index));
      }),
    );
  });
});
