import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { rangeFacts } from '../../src/query/range-facts.ts';
import type { Gap } from '../../src/store/records.ts';
import type { GuildMonth } from '../../src/store/store-reader.ts';
import { aGuild } from '../store/a-batch.ts';

const guildId = '700000000000000001';
const march = 2018 * 12 + 2;
const imported = {
  isSealed: true,
  isSplit: false,
  imported: { metrics: ['msg' as const], fromMs: startOfMonthMs(march), toMs: startOfMonthMs(march + 1) },
  hasTrial: false,
  members: 3,
  saltDestroyedAtMs: null,
};

/** The facts of February to April, in which March is imported. */
function factsWith(firstConnectedMs: number, gaps: readonly Omit<Gap, 'guildId'>[], changes: Partial<GuildMonth> = {}) {
  const months: GuildMonth[] = [{ month: march, ...imported, ...changes }];
  const store = {
    guild: async () => aGuild(guildId, { firstConnectedMs }),
    gaps: async () => gaps.map((gap) => ({ guildId, ...gap })),
    months: async () => months,
    prunedMonths: async () => [],
  };
  const range = { from: hoursOfMonth(march - 1).from, to: hoursOfMonth(march + 1).to };
  return rangeFacts(store, { now: () => startOfMonthMs(march + 3) }, guildId, range);
}

describe('the facts of a range with an imported month', () => {
  const start = startOfMonthMs(march);
  const end = startOfMonthMs(march + 1);

  it('name it', async () => {
    expect(await factsWith(0, [])).toMatchObject({ importedMonths: [march], coverage: { observedShare: 1 } });
  });

  it.each([
    [
      'over all of it becomes two, before and after',
      [start - dayMs, end + dayMs],
      [
        [start - dayMs, start],
        [end, end + dayMs],
      ],
    ],
    ['within it disappears', [start + hourMs, end - hourMs], []],
    ['over its beginning ends with it', [start - dayMs, start + dayMs], [[start - dayMs, start]]],
    ['over its end begins with the next', [end - dayMs, end + dayMs], [[end, end + dayMs]]],
    ['beside it stays', [end, end + dayMs], [[end, end + dayMs]]],
    ['that is still open begins with the next', [start + dayMs, null], [[end, startOfMonthMs(march + 2)]]],
  ])('include only the unobserved part of a gap: one %s', async (_where, [fromMs, toMs], expected) => {
    const { coverage } = await factsWith(0, [{ fromMs: fromMs ?? 0, toMs: toMs ?? null }]);
    expect(coverage.gaps.map((gap) => [gap.fromMs, gap.toMs])).toEqual(expected);
  });

  it.each([
    ['long before Census came', end + 20 * dayMs, []],
    ['while Census was there, and missed it', 0, [[start - dayMs, end]]],
  ] as const)('show the part of a month that its files do not cover as a gap: %s', async (_when, since, live) => {
    const span = { metrics: ['msg' as const], fromMs: start + 3 * dayMs, toMs: end - 2 * dayMs };
    const gaps = live.map(([fromMs, toMs]) => ({ fromMs, toMs }));
    const { coverage, importedMonths } = await factsWith(since, gaps, { imported: span });
    expect(importedMonths).toEqual([march]);
    expect(coverage.gaps.map((gap) => [gap.fromMs, gap.toMs])).toEqual([
      [since === 0 ? start - dayMs : start, span.fromMs],
      [span.toMs, since === 0 ? end : since],
    ]);
  });
});
