import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcomerSteps } from '../../../src/core/membership/newcomer.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import type { Value } from '../../../src/query/value.ts';
import { guildId } from '../a-store.ts';
import { valuesIn } from '../ask.ts';
import { questionsTo } from '../prune-months.ts';
import { february, january, march, type WorldDeps } from './a-world.ts';
import { type Quarter, withQuarter } from './with-quarter.ts';

const { from: start } = hoursOfMonth(january);
const { to: end } = hoursOfMonth(march);
const dayCount = (end - start) / 24;

const cases = fc.record({
  ways: fc.array(
    fc.record({
      month: fc.constantFrom(january, february, march),
      key: fc.constantFrom(...newcomerSteps),
      amount: fc.integer({ min: 1, max: 9 }),
    }),
  ),
  joiners: fc.array(fc.tuple(fc.nat(dayCount - 1), fc.integer({ min: 1, max: 6 })), { maxLength: 30, size: 'max' }),
  back: fc.array(fc.tuple(fc.nat(dayCount - 1), fc.integer({ min: 1, max: 4 })), { maxLength: 30, size: 'max' }),
  month: fc.constantFrom(january, february, march),
  nowDay: fc.integer({ min: 61, max: 95 }),
});

describe('the ways of newcomers', () => {
  it('are the steps counted in the month, and who came back on the seventh day', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ ways, joiners, back, month, nowDay }) => {
        const steps = new Map(ways.map((way) => [`${way.month} ${way.key}`, way]));
        const [joined, active] = [new Map(joiners), new Map(back)];
        const totals = [
          ...Array.from(steps.values(), ({ month: of, key, amount }) => {
            return { month: of, metric: 'newcomer_way', start: of, channel: 0, key, amount } as const;
          }),
          ...Array.from(joined, ([day, amount]) => total('joiners', day, '', amount)),
          ...Array.from(active, ([day, amount]) => total('tenure', day, '7', amount)),
          // Since when tenure is counted.
          total('tenure', 0, '31', 3),
        ];
        const quarter = { counters: [], totals, nowMs: (start + nowDay * 24) * hourMs };
        await withQuarter(quarter, async (deps) => {
          const amountOf = (key: string) => steps.get(`${month} ${key}`)?.amount ?? 0;
          const { from, to } = hoursOfMonth(month);
          let [of, came] = [0, 0];
          for (let day = (from - start) / 24; day < (to - start) / 24; day += 1) {
            const seventh = day + 7;
            if (start + seventh * 24 >= to || seventh >= nowDay) continue;
            of += joined.get(day) ?? 0;
            came += Math.min(joined.get(day) ?? 0, active.get(seventh) ?? 0);
          }
          const few: Value = { notKnown: 'tooFew' };
          const hasBegun = nowDay * 24 > from - start;
          if (!hasBegun) return;
          expect(await waysOf(deps, month)).toEqual({
            joined: amountOf('joined'),
            passed: amountOf('passed'),
            wrote: amountOf('wrote'),
            left: amountOf('left'),
            cameBackOf: of < 5 ? few : of,
            cameBack: of < 5 ? few : came,
          });
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('are not known where joins were not counted', async () => {
    const quarter: Quarter = { counters: [], totals: [], nowMs: end * hourMs };
    await withQuarter(quarter, async (deps) => {
      const circumstances = { ...deps.circumstances, countsMembers: false };
      expect(await waysOf({ ...deps, circumstances }, january)).toMatchObject({
        joined: { notKnown: 'intentOff' },
        left: { notKnown: 'intentOff' },
        cameBack: { notKnown: 'intentOff' },
      });
      const { from } = hoursOfMonth(january);
      const later = { ...deps, clock: { now: () => (from - 24) * hourMs } };
      expect(await waysOf(later, january)).toMatchObject({ joined: 0, wrote: 0 });
    });
    const unseen = { ...quarter, gaps: [{ fromMs: start * hourMs, toMs: end * hourMs }] };
    await withQuarter(unseen, async (deps) => {
      expect(await waysOf(deps, january)).toMatchObject({ joined: { notKnown: 'notObserved' } });
    });
  });
});

async function waysOf(deps: WorldDeps, month: number) {
  const query = { about: 'newcomerWays', guildId, range: hoursOfMonth(month), by: 'total', channel: null } as const;
  return valuesIn(await questionsTo(deps).ask({ ...query, view: () => true }));
}

/** @param day From 1 January. */
function total(metric: 'joiners' | 'tenure', day: number, key: string, amount: number) {
  const hour = start + day * 24;
  const month = [january, february, march].find((each) => hour < hoursOfMonth(each).to) ?? march;
  return { month, metric, start: hour / 24, channel: 0, key, amount } as const;
}
