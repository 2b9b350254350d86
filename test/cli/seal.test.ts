import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../src/cli/seal.ts';
import { dayMs, hourMs, startOfMonthMs } from '../../src/core/time.ts';
import { expectAllOf, expectNothingOf, type LivedMonth, liveThroughMarch, userIds } from '../months/a-lived-month.ts';
import { aBatch, nobody } from '../store/a-batch.ts';
import { ACensus, guildId, march } from '../vault/a-census.ts';
import { aTerminal } from './a-terminal.ts';

describe('npm run seal', () => {
  let directory: string;
  let lived: LivedMonth;

  beforeEach(async () => {
    const census = await ACensus.open();
    directory = census.directory;
    lived = await liveThroughMarch(census);
    await census.close();
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** What it prints at an instant of the machine's clock. */
  async function sealAt(nowMs: number, ...options: string[]): Promise<string[]> {
    const { io, printed } = aTerminal({ nowMs });
    expect(await seal.run(['--data', directory, ...options], io)).toBe(0);
    return printed;
  }

  async function whatTheVaultHas<Result>(look: (census: ACensus) => Result | Promise<Result>): Promise<Result> {
    const census = await ACensus.open({ directory });
    try {
      return await look(census);
    } finally {
      await census.close();
    }
  }

  it('closes an ended month, and says so', async () => {
    expect(await sealAt(Date.UTC(2026, 4, 2, 3, 4, 5))).toEqual([
      'March 2026: 150 members anonymised, salt destroyed 2026-05-02 03:04:05 UTC',
      'May 2026 is open; it can be closed from 2026-06-01 00:00:00 UTC on, or at once with --now.',
    ]);
    expectNothingOf(lived.scan.inFolder(directory));
    expect(await whatTheVaultHas(({ store }) => store.months(guildId))).toMatchObject([
      { month: march, isSealed: true, saltDestroyedAtMs: Date.UTC(2026, 4, 2, 3, 4, 5) },
    ]);
  });

  it('sums up who was active if some were in trial, and keeps nothing about who that was', async () => {
    await whatTheVaultHas(async ({ store }) => {
      const { batch, guilds } = await store.checkpoint();
      const from = startOfMonthMs(march) / hourMs;
      const trial = [{ guildId, member: 1, from, to: null }];
      await store.commit(aBatch(batch + 1, { guilds, trial }), nobody);
    });
    await sealAt(Date.UTC(2026, 4, 2, 3, 4, 5));
    const [trial, sealed] = await whatTheVaultHas(async ({ store }) => {
      return [await store.trial(guildId, march), await store.sealedTrials()];
    });
    expect(trial).toEqual({ members: new Map(), summary: expect.any(Uint8Array) });
    expect(sealed).toEqual([]);
  });

  it('leaves the running month open', async () => {
    expect(await sealAt(startOfMonthMs(march) + 9 * dayMs)).toEqual([
      'March 2026 is open; it can be closed from 2026-04-01 00:00:00 UTC on, or at once with --now.',
    ]);
    expectAllOf(lived.scan.inFolder(directory));
    expect(await whatTheVaultHas((census) => userIds.every((id) => census.numberOf(id) >= 0))).toBe(true);
  });

  describe('--now', () => {
    const nowMs = Date.UTC(2026, 2, 10, 12);

    it('closes the running month too, once', async () => {
      expect(await sealAt(nowMs, '--now')).toEqual([
        'March 2026: 150 members anonymised, salt destroyed 2026-03-10 12:00:00 UTC',
        'All months are closed; a bot that is started counts from 2026-04-01 00:00:00 UTC on.',
      ]);
      expectNothingOf(lived.scan.inFolder(directory));
      for (const again of [['--now'], []]) {
        expect(await sealAt(nowMs + dayMs, ...again)).toEqual([
          'All months are closed; a bot that is started counts from 2026-04-01 00:00:00 UTC on.',
        ]);
      }
    });

    it('leaves a vault that opens in the next month, never again in the closed one', async () => {
      await sealAt(nowMs, '--now');
      expect(await whatTheVaultHas(({ vault }) => vault.month)).toBe(march + 1);
      expect(await whatTheVaultHas((census) => census.messagesByMember(march))).toEqual(lived.messages);
      expect(await sealAt(startOfMonthMs(march + 1) + dayMs)).toEqual([
        'April 2026 is open; it can be closed from 2026-05-01 00:00:00 UTC on, or at once with --now.',
      ]);
    });

    it('closes a month that was left open long ago, and the running one with it', async () => {
      expect(await sealAt(Date.UTC(2026, 6, 4), '--now')).toEqual([
        'March 2026: 150 members anonymised, salt destroyed 2026-07-04 00:00:00 UTC',
        'All months are closed; a bot that is started counts from 2026-08-01 00:00:00 UTC on.',
      ]);
    });

    it('explains in its help what a bot does that is started again', () => {
      expect(seal.usage).toMatch(/started again counts only from the next month on/);
    });
  });

  it('is refused while a bot uses the data', async () => {
    const bot = await ACensus.open({ directory });
    await expect(sealAt(Date.UTC(2026, 4, 2))).rejects.toThrow('Another Census is working with this DATA_DIR');
    await bot.close();
  });

  it('is refused if there is no data', async () => {
    const { io } = aTerminal({ environment: { DATA_DIR: `${directory}/nothing` } });
    await expect(seal.run(['--data', `${directory}/vault`], io)).rejects.toThrow('expected a folder with a census.db');
    await expect(seal.run(['--now'], io)).rejects.toThrow('expected a folder with a census.db');
  });
});
