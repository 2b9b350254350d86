import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counter } from '../../src/core/counter.ts';
import { type CellSizes, cellSizes } from '../../src/query/k-anonymity.ts';
import { month, monthHours, naiveSums, someCounters } from '../columns/some-counters.ts';
import { guildId, withStore } from './a-store.ts';

describe('the sizes of cells', () => {
  it('equal those that a reader of the export would find', { timeout: 20_000 }, async () => {
    const batches = fc.array(someCounters({ members: 12 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(batches, async (counters) => {
        const measured = await withStore({ batches: counters, openMonth: month }, (store) =>
          cellSizes(store, guildId, monthHours, () => {}),
        );
        expect(measured).toEqual(naiveSizes(counters.flat()));
      }),
      { numRuns: 25 },
    );
  });

  it('count no member for less than a second of voice, and none twice', async () => {
    const hour = monthHours.from;
    const counters: Counter[] = [
      { hour, metric: 'voice', channel: 1, member: 1, amount: 999 },
      { hour, metric: 'voice', channel: 2, member: 2, amount: 1000 },
      { hour, metric: 'msg', channel: 2, member: 2, amount: 3 },
      { hour: hour + 1, metric: 'msg', channel: 2, member: 2, amount: 1 },
      { hour: hour + 1, metric: 'msg', channel: 2, member: 3, amount: 1 },
    ];
    const shares: number[] = [];
    const sizes = await withStore({ batches: [counters], openMonth: month }, (store) =>
      cellSizes(store, guildId, monthHours, (share) => shares.push(share)),
    );
    expect(sizes).toEqual({ cells: 3, cellsUnderFive: 3, cellsOfOne: 2, members: 2, membersAlone: 1 });
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });
});

function naiveSizes(counters: readonly Counter[]): CellSizes {
  const cells = new Map<string, Set<number>>();
  for (const { hour, metric, channel, member, amount } of naiveSums(counters)) {
    if (metric !== 'msg' && !(metric === 'voice' && amount >= 1000)) continue;
    const key = `${hour} ${metric} ${channel}`;
    cells.set(key, (cells.get(key) ?? new Set()).add(member));
  }
  const groups = [...cells.values()];
  const alone = groups.filter(({ size }) => size === 1);
  return {
    cells: groups.length,
    cellsUnderFive: groups.filter(({ size }) => size < 5).length,
    cellsOfOne: alone.length,
    members: new Set(groups.flatMap((group) => [...group])).size,
    membersAlone: new Set(alone.flatMap((group) => [...group])).size,
  };
}
