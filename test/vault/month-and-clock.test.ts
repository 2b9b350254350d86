import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { dayMs, hourMs, type Month, monthOf, startOfMonthMs } from '../../src/core/time.ts';
import { ACensus, guildId, march } from './a-census.ts';

const february2024: Month = 2024 * 12 + 1;
const people = ['200000000000000001', '200000000000000002', '200000000000000003'];

describe('the month, when the clock', () => {
  let census: ACensus;
  afterEach(() => census.dispose());

  /** Every person writes once; then the machine is off, and starts with another clock. */
  async function startAgainAt(nowMs: number): Promise<void> {
    await census.countMessages(people);
    census = await census.restart({ nowMs });
  }

  it('has gone back an hour past its start, stays the same', async () => {
    census = await ACensus.open({ nowMs: startOfMonthMs(march) });
    await startAgainAt(startOfMonthMs(march) - hourMs);
    expect(await census.closeMonthThatIsOver()).toBeNull();
    await census.countMessages(people);
    expect([...(await census.messagesByToken(march)).values()]).toEqual([2, 2, 2]);
  });

  it('goes back an hour just after it was closed, is not reopened', async () => {
    census = await ACensus.open();
    await census.countMessages(people);
    census.setClock(startOfMonthMs(march + 1) + 5000);
    await census.closeMonthThatIsOver();
    await startAgainAt(startOfMonthMs(march + 1) - hourMs);
    expect(await census.closeMonthThatIsOver()).toBeNull();
    expect(census.vault.month).toBe(march + 1);
    await expect(census.rotateTo(march)).rejects.toThrow('not a later one');
  });

  it('is a year ahead, is closed only by a caller that trusts the clock', async () => {
    census = await ACensus.open();
    await startAgainAt(startOfMonthMs(march + 12) + dayMs);
    expect(census.vault.month).toBe(march);
    census = await census.restart({ nowMs: startOfMonthMs(march) + dayMs });
    expect([await census.closeMonthThatIsOver(), census.receipts]).toEqual([null, []]);
    expect(await census.store.months(guildId)).toMatchObject([{ month: march, isSealed: false }]);
  });

  it('is five months later, is closed once, and the months between never exist', async () => {
    census = await ACensus.open();
    await startAgainAt(startOfMonthMs(march + 5) + dayMs);
    expect(await census.closeMonthThatIsOver()).toMatchObject({ month: march, members: 3 });
    await census.countMessages(people);
    expect(await census.store.months(guildId)).toMatchObject([
      { month: march, isSealed: true },
      { month: march + 5, isSealed: false },
    ]);
  });

  it('shows 29 February, is still February, to its last second', async () => {
    census = await ACensus.open({ nowMs: Date.UTC(2024, 1, 29) });
    expect(census.vault.month).toBe(february2024);
    await startAgainAt(Date.UTC(2024, 1, 29, 23, 59, 59, 999));
    expect(await census.closeMonthThatIsOver()).toBeNull();
    await startAgainAt(Date.UTC(2024, 2, 1));
    expect(await census.closeMonthThatIsOver()).toMatchObject({ month: february2024, members: 3 });
    expect(census.vault.month).toBe(february2024 + 1);
  });

  it('jumps about, only ever goes forward, and no person keeps a number', { timeout: 30_000 }, async () => {
    const jump = fc.record({ days: fc.integer({ min: -70, max: 70 }), isRestarted: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(jump, { minLength: 1, maxLength: 6 }), async (jumps) => {
        let nowMs = startOfMonthMs(march) + 15 * dayMs;
        let month = march;
        let lived = 0;
        census = await ACensus.open({ nowMs });
        for (const { days, isRestarted } of jumps) {
          await census.countMessages(people);
          lived += 1;
          nowMs += days * dayMs;
          census.setClock(nowMs);
          if (isRestarted) census = await census.restart({ nowMs, seed: `${days}` });
          const receipt = await census.closeMonthThatIsOver();
          if (monthOf(nowMs) > month) {
            expect(receipt).toEqual({ month, members: 3, saltDestroyedAtMs: nowMs, forgottenChannels: [] });
            expect([...(await census.messagesByToken(month)).values()]).toEqual([lived, lived, lived]);
            for (const id of people) expect(census.vault.numberOf(guildId, new Person(id))).toBeUndefined();
            [month, lived] = [monthOf(nowMs), 0];
          } else {
            expect(receipt).toBeNull();
          }
          expect(census.vault.month).toBe(month);
        }
        await census.dispose();
      }),
      { numRuns: 12 },
    );
  });
});
