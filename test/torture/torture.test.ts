import { describe, expect, it, vi } from 'vitest';
import { GatewayProgress } from '../../src/collect/gateway-progress.ts';
import { MessageCounter } from '../../src/collect/messages/message-counter.ts';
import { SkewedClock } from './faults/skewed-clock.ts';
import { Scenario } from './scenario.ts';

/** A month and the start of the next, in two guilds. */
const short = { months: 1, guilds: 2, lanes: 1 };

describe('a tortured bot', () => {
  it.each([3])(
    'loses nothing, and keeps nothing that identifies members, with seed %i',
    async (seed) => {
      const stats = await new Scenario(seed, short).run();
      expect(stats.serverMonths).toBe(4);
      expect(stats.residueBytes).toBe(0);
      expect(stats.messagesCounted).toBeGreaterThan(500);
    },
    60_000,
  );

  it.each([[1, 3]])(
    'loses nothing over several connections with separate faults: seed %i, %i lanes',
    async (seed, lanes) => {
      const stats = await new Scenario(seed, { ...short, guilds: lanes, lanes }).run();
      expect(stats.serverMonths).toBe(2 * lanes);
      expect(stats.residueBytes).toBe(0);
      expect(stats.messagesCounted).toBeGreaterThan(500);
    },
    60_000,
  );

  it('repeats the same scenario for the same seed', async () => {
    const chronicles: (readonly string[])[] = [];
    for (let time = 0; time < 2; time += 1) {
      const scenario = new Scenario(2, { ...short, guilds: 1 });
      await scenario.run();
      chronicles.push(scenario.chronicle);
    }
    expect(chronicles[0]).toEqual(chronicles[1]);
  }, 60_000);
});

describe('a planted bug', () => {
  it('is found if one message in five hundred is not counted', async () => {
    const { count } = MessageCounter.prototype;
    let seen = 0;
    const planted = vi.spyOn(MessageCounter.prototype, 'count').mockImplementation(function (
      this: MessageCounter,
      ...message
    ) {
      seen += 1;
      if (seen % 500 !== 0) count.apply(this, message);
    });
    await expect(new Scenario(5, short).run().finally(() => planted.mockRestore())).rejects.toThrow(
      /lost without a word/,
    );
  }, 60_000);

  it('is found if a commit has a position that is five too low', async () => {
    const position = Object.getOwnPropertyDescriptor(GatewayProgress.prototype, 'position')?.get;
    const planted = vi.spyOn(GatewayProgress.prototype, 'position', 'get').mockImplementation(function (
      this: GatewayProgress,
    ) {
      const right: GatewayProgress['position'] = position?.call(this) ?? null;
      return right && { ...right, sequence: right.sequence - 5 };
    });
    await expect(new Scenario(13, short).run().finally(() => planted.mockRestore())).rejects.toThrow(/too many/);
  }, 60_000);

  it('is found if the time comes from a clock that can be set', async () => {
    const planted = vi.spyOn(SkewedClock.prototype, 'elapsedMs').mockImplementation(function (this: SkewedClock) {
      return this.now();
    });
    await expect(new Scenario(5, short).run().finally(() => planted.mockRestore())).rejects.toThrow(/of voice/);
  }, 60_000);
});
