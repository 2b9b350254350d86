import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { rangeFacts } from '../../src/query/range-facts.ts';
import type { Gap } from '../../src/store/records/gap.ts';
import type { GuildMonth } from '../../src/store/store-reader.ts';
import { aGuild } from '../store/a-batch.ts';

const guildId = '700000000000000001';
const march = 2018 * 12 + 2;
const imported = {
  isSealed: true,
  isSplit: false,
  isImported: true,
  hasTrial: false,
  members: 3,
  saltDestroyedAtMs: null,
};

/** The facts of February to April, in which March is imported. */
function factsWith(firstConnectedMs: number, gaps: readonly Omit<Gap, 'guildId'>[]) {
  const months: GuildMonth[] = [{ month: march, ...imported }];
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
});
