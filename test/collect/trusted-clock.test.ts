import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../seeded-properties.ts';
import { TrustedClock } from '../../src/collect/trusted-clock.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { WrongClock } from '../end-to-end/stages/a-wrong-clock.ts';

const startMs = Date.UTC(2026, 2, 14, 10);
const minuteMs = 60_000;
const hour = 60;
const year = 365 * 24 * hour;

/** A machine's clock that a test can set wrong, Discord's correct clock, and what is reported. */
function clocks({ aheadMinutes = 0 } = {}) {
  const time = new SimulatedClock(startMs);
  const machine = new WrongClock(time);
  machine.jump(aheadMinutes * minuteMs);
  const said: string[] = [];
  const discord = { isDown: false, aheadMs: 0 };
  const clock = new TrustedClock({
    machine,
    discordNow: async () => {
      if (discord.isDown) throw new Error('Discord is down');
      return Math.floor((time.now() + discord.aheadMs) / 1000) * 1000;
    },
    onWrong: (byMs) => said.push(`wrong by ${byMs / minuteMs}`),
    onDoubt: () => said.push('doubt'),
    onTrust: (fromMs, toMs) => said.push(`gap from ${minutes(fromMs)} to ${minutes(toMs)}`),
  });
  /** Lets time pass, while the clock is read every half minute. */
  const until = async (minute: number) => {
    for (let atMs = time.now() + minuteMs / 2; atMs <= startMs + minute * minuteMs; atMs += minuteMs / 2) {
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
  it('is the machine’s clock while that is right, and reports nothing', async () => {
    const { clock, said, until } = clocks();
    await clock.check(startMs);
    await until(150);
    expect(minutes(clock.now())).toBe(150);
    expect(said).toEqual([]);
  });

  it.each([-year, -60, -1, 1, 70 / 60, 60, year])(
    'continues if the machine’s clock is set forward by %d minutes, and reports that once',
    async (jump) => {
      const { clock, machine, said, until } = clocks();
      await clock.check(startMs);
      await until(10);
      machine.jump(jump * minuteMs);
      await until(150);
      expect(minutes(clock.now())).toBe(150);
      expect(said).toEqual([`wrong by ${jump}`]);
    },
  );

  it('continues if the machine’s clock is set wrong and Discord does not answer', async () => {
    const { clock, machine, discord, said, until } = clocks();
    await clock.check(startMs);
    discord.isDown = true;
    machine.jump(-30 * minuteMs);
    await until(90);
    expect(minutes(clock.now())).toBe(90);
    expect(said).toEqual(['wrong by -30']);
  });

  it('skips the time in which the machine was suspended, from the last reading on', async () => {
    const { clock, machine, time, said, until } = clocks();
    await clock.check(startMs);
    await until(10);
    machine.sleep(40 * minuteMs);
    await time.setTo(startMs + 50 * minuteMs);
    await until(51);
    expect(minutes(clock.now())).toBeCloseTo(51, 1);
    expect(said).toEqual(['wrong by 40', expect.stringMatching(/^gap from 10 to 50/)]);
  });

  it('waits for Discord’s time to learn how long the machine was suspended', async () => {
    const { clock, machine, time, discord, said, until } = clocks();
    await clock.check(startMs);
    await until(10);
    discord.isDown = true;
    machine.sleep(90 * minuteMs);
    await time.setTo(startMs + 100 * minuteMs);
    await until(105);
    expect(minutes(clock.now())).toBe(15);
    discord.isDown = false;
    await until(106);
    expect(minutes(clock.now())).toBeCloseTo(106, 0);
    expect(said).toEqual(['wrong by 90', expect.stringMatching(/^gap from 10 to 105/)]);
  });

  it.each([3_001, 25_000, 90_000])('skips the %d ms in which the process was stopped, once', async (stoppedMs) => {
    const { clock, machine, time, said, until } = clocks();
    await clock.check(startMs);
    await until(10);
    machine.stop();
    await time.setTo(startMs + 10 * minuteMs + stoppedMs);
    clock.now();
    clock.now();
    machine.goOn();
    await until(15);
    expect(said).toEqual([`gap from 10 to ${minutes(startMs + 10 * minuteMs + stoppedMs)}`]);
    expect(clock.now()).toBe(time.now());
  });

  it('skips nothing if the process was held up for a moment', async () => {
    const { clock, machine, time, said, until } = clocks();
    await clock.check(startMs);
    await until(10);
    machine.stop();
    await time.setTo(startMs + 10 * minuteMs + 3_000);
    clock.now();
    machine.goOn();
    await until(15);
    expect(said).toEqual([]);
  });

  it.each([-year, -3, 0.5, 3, year])(
    'is Discord’s time if the machine’s clock is wrong by %d minutes from the start',
    async (aheadMinutes) => {
      const { clock, said, until } = clocks({ aheadMinutes });
      await clock.check(startMs - 5 * minuteMs);
      await until(30);
      expect(minutes(clock.now())).toBeCloseTo(30, 1);
      expect(said).toEqual([expect.stringMatching(/^wrong by/)]);
    },
  );

  it('stands still from the start until Discord gives the time', async () => {
    const { clock, discord, said, until } = clocks();
    discord.isDown = true;
    await clock.check(startMs - 5 * minuteMs);
    await until(10);
    expect(minutes(clock.now())).toBe(-5);
    discord.isDown = false;
    await until(11);
    expect(minutes(clock.now())).toBe(11);
    expect(said).toEqual(['doubt', expect.stringMatching(/^gap from -5 to 10/)]);
  });

  it('corrects a few seconds gradually, forward and back', async () => {
    for (const aheadMs of [-4_000, 4_000]) {
      const { clock, discord, said, until } = clocks();
      await clock.check(startMs);
      discord.aheadMs = aheadMs;
      let beforeMs = clock.now();
      for (let minute = 1; minute <= 5 * hour; minute += 1) {
        await until(minute);
        const lived = clock.now() - beforeMs;
        expect(Math.abs(lived - minuteMs)).toBeLessThanOrEqual(minuteMs / 1000);
        beforeMs = clock.now();
      }
      expect(Math.abs(clock.now() - startMs - 5 * hour * minuteMs - aheadMs)).toBeLessThanOrEqual(2_000);
      expect(said).toEqual([]);
    }
  });

  it('stands still if it is minutes ahead of Discord’s, and reports it', async () => {
    const { clock, discord, said, until } = clocks();
    await clock.check(startMs);
    discord.aheadMs = -10 * minuteMs;
    await until(60.5);
    expect(minutes(clock.now())).toBe(60);
    await until(75);
    expect(minutes(clock.now())).toBeCloseTo(65, 1);
    expect(said).toEqual([expect.stringMatching(/^gap from 60/)]);
  });

  it('never goes back, and goes forward faster than real time only over a gap', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('jump' as const), by: fc.integer({ min: -2 * hour, max: 2 * hour }) }),
      fc.record({ kind: fc.constant('wait' as const), by: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ kind: fc.constant('down' as const), by: fc.constant(0) }),
      fc.record({ kind: fc.constant('up' as const), by: fc.constant(0) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { clock, machine, discord, said, time } = clocks();
        await clock.check(startMs);
        for (const { kind, by } of steps) {
          if (kind === 'jump') machine.jump(by * minuteMs);
          else if (kind === 'wait') await time.setTo(time.now() + by * minuteMs);
          else discord.isDown = kind === 'down';
          await new Promise((resolve) => setImmediate(resolve));
          expect(clock.now()).toBe(time.now());
        }
        expect(said.filter((line) => line.startsWith('gap'))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('runs tasks when they are due, whatever the machine’s clock shows, and while time stands still', async () => {
    const { clock, machine, time, discord, until } = clocks();
    discord.isDown = true;
    await clock.check(startMs);
    const ran: number[] = [];
    const plan = () => clock.schedule(clock.now() + 5 * minuteMs, () => void ran.push(minutes(time.now())));
    plan();
    await until(10);
    discord.isDown = false;
    await until(20);
    machine.jump(year * minuteMs);
    plan();
    machine.jump(-2 * year * minuteMs);
    await until(30);
    plan()();
    await until(40);
    expect(ran).toEqual([5, 25]);
  });
});
