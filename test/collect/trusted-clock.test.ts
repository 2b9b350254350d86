import { describe, expect, it } from 'vitest';
import { TrustedClock } from '../../src/collect/trusted-clock.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { WrongClock } from '../end-to-end/a-wrong-clock.ts';

const startMs = Date.UTC(2026, 2, 14, 10);
const minuteMs = 60_000;
const yearMs = 365 * 24 * 60 * minuteMs;

/** A machine's clock that a test can put wrong, Discord's that is right, and what is said of them. */
function clocks() {
  const time = new SimulatedClock(startMs);
  const machine = new WrongClock(time);
  const said: string[] = [];
  const discord = { isDown: false };
  const clock = new TrustedClock({
    machine,
    longestPauseMs: minuteMs,
    discordNow: async () => {
      if (discord.isDown) throw new Error('Discord is down');
      return time.now();
    },
    onDoubt: () => said.push('doubt'),
    onTrust: (fromMs, toMs) => said.push(`trust ${minutes(fromMs)} to ${minutes(toMs)}`),
  });
  /** Time goes by, and the clock is read every half minute as it is while all is well. */
  const until = async (minute: number) => {
    for (let atMs = time.now(); atMs <= startMs + minute * minuteMs; atMs += minuteMs / 2) {
      await time.setTo(atMs);
      clock.now();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { time, machine, clock, said, discord, until };
}

function minutes(timeMs: number): number {
  return (timeMs - startMs) / minuteMs;
}

describe('the clock that Census counts by', () => {
  it('is the machine’s while nothing jumps', async () => {
    const { clock, said, until } = clocks();
    await until(90);
    expect(minutes(clock.now())).toBe(90);
    expect(said).toEqual([]);
  });

  it('stands still when the machine’s is put forward, and goes on when it is right again', async () => {
    const { clock, machine, said, until } = clocks();
    await until(10);
    machine.jump(yearMs);
    await until(20);
    expect(minutes(clock.now())).toBe(10);
    machine.jump(-yearMs);
    await until(21);
    expect(minutes(clock.now())).toBe(21);
    expect(said).toEqual(['doubt', expect.stringMatching(/^trust 10 to 20/)]);
  });

  it('stands still when it is put back an hour', async () => {
    const { clock, machine, said, until } = clocks();
    await until(10);
    machine.jump(-60 * minuteMs);
    await until(20);
    expect(minutes(clock.now())).toBe(10);
    expect(said).toEqual(['doubt']);
  });

  it('goes on, with the time between left out, when the machine has slept and Discord agrees', async () => {
    const { clock, time, said, until } = clocks();
    await until(10);
    await time.setTo(startMs + 100 * minuteMs);
    await until(101);
    expect(minutes(clock.now())).toBe(101);
    expect(said).toEqual(['doubt', 'trust 10 to 100']);
  });

  it('waits for Discord’s answer, and asks again', async () => {
    const { clock, time, discord, said, until } = clocks();
    await until(10);
    discord.isDown = true;
    await time.setTo(startMs + 100 * minuteMs);
    await until(105);
    expect(minutes(clock.now())).toBe(10);
    discord.isDown = false;
    await until(106);
    expect(minutes(clock.now())).toBe(106);
    expect(said).toHaveLength(2);
  });

  it('does not believe a machine that is wrong from the start, and believes one that is right', async () => {
    const { clock, machine, said, until } = clocks();
    await clock.check(startMs - 5 * minuteMs);
    expect(minutes(clock.now())).toBe(0);
    machine.jump(60 * minuteMs);
    await clock.check(startMs - 5 * minuteMs);
    expect(minutes(clock.now())).toBe(-5);
    machine.jump(-60 * minuteMs);
    await until(1);
    expect(minutes(clock.now())).toBe(1);
    expect(said).toContain('doubt');
  });

  it('runs what is planned after as much time as was left, also while it is not believed', async () => {
    const { clock, machine, time, until } = clocks();
    await until(10);
    machine.jump(yearMs);
    clock.now();
    const ran: number[] = [];
    clock.schedule(clock.now() + 5 * minuteMs, () => {
      ran.push(minutes(time.now()));
    });
    await until(20);
    expect(ran).toEqual([15]);
  });
});
