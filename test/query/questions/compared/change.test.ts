import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeColumns } from '../../../../src/columns/columns.ts';
import type { Counter } from '../../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../../src/core/time.ts';
import { change } from '../../../../src/query/questions/compared/change.ts';
import { comparedMetrics } from '../../../../src/query/usual/compared-metrics.ts';
import { aGuild } from '../../../store/a-batch.ts';
import { wholeImport } from '../../../store/whole-import.ts';
import { guildId, membersOf } from '../../a-store.ts';
import { valuesIn } from '../../ask.ts';
import { channels, february, march, ranges, type World, withWorld } from '../a-world.ts';
import { longWorlds } from './long-worlds.ts';
import { naiveEarlier, naiveMean } from './naive-means.ts';

/** Days of the last weeks of February. */
const weeks = fc.tuple(fc.integer({ min: 9, max: 14 }), fc.integer({ min: 1, max: 13 })).map(([days, before]) => {
  const to = hoursOfMonth(february).to - before * 24;
  return { from: to - days * 24, to };
});

const asked = fc.record({
  range: fc.oneof(ranges, weeks, fc.constantFrom(hoursOfMonth(february), hoursOfMonth(march))),
  metric: fc.constantFrom(...comparedMetrics, 'messages' as const, 'messages' as const),
  channel: fc.option(fc.constantFrom(...channels), { freq: 2 }),
});

it('a change is that of the naive means of comparable days', async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(longWorlds, asked, async (world, { range, metric, channel }) => {
      await withWorld(world, async (deps) => {
        const query = { about: 'change', guildId, range, by: 'total', channel, view: () => true, metric } as const;
        const result = await change(query, deps);
        const earlier = naiveEarlier(range, world.nowMs);
        expect(result.before?.query.range).toEqual(earlier);
        const now = naiveMean(world, range, metric, channel?.number ?? null);
        const before = naiveMean(world, earlier, metric, channel?.number ?? null);
        const mean = (of: typeof now) => ('notKnown' in of ? of : of.value / of.days);
        const { perDay, perDayBefore, change: changed } = valuesIn(result);
        expect({ perDay, perDayBefore }).toEqual({ perDay: mean(now), perDayBefore: mean(before) });
        const unknown = 'notKnown' in now ? now : 'notKnown' in before ? before : null;
        if (unknown !== null) expect(changed).toEqual(unknown);
        else if (!('notKnown' in now) && !('notKnown' in before)) {
          const unit = metric === 'voiceSeconds' ? 3600 : 1;
          if (Math.min(now.value, before.value) / unit < 20) expect(changed).toEqual({ notKnown: 'tooFew' });
          else {
            expect(changed).toBeCloseTo(now.value / now.days / (before.value / before.days) - 1, 9);
            known += 1;
          }
        }
      });
    }),
    { numRuns: 50 },
  );
  expect(known).toBeGreaterThan(0);
}, 120_000);

const quiet: World = {
  batches: [[]],
  imported: [],
  importedHours: { from: 0, to: 0 },
  isPruned: false,
  erased: null,
  firstConnectedMs: hoursOfMonth(february).from * hourMs,
  gaps: [],
  nowMs: hoursOfMonth(march).from * hourMs,
  countsMembers: true,
  unseen: null,
};

it("a month's change is usual if it lies within the last 24, and it needs twelve", async () => {
  // Each month has one message a day, and as many more as its number.
  const months = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 8, maxLength: 30, size: 'max' });
  await fc.assert(
    fc.asyncProperty(months, fc.integer({ min: 0, max: 40 }), async (earlier, own) => {
      const counters = (month: number, more: number): Counter[] => {
        const { from, to } = hoursOfMonth(month);
        const daily = { metric: 'msg', channel: 1, member: 1, amount: 1 + more } as const;
        return Array.from({ length: (to - from) / 24 }, (_, day) => ({ ...daily, hour: from + day * 24 }));
      };
      await withWorld({ ...quiet, batches: [counters(february, own)] }, async (deps) => {
        const guild = aGuild(guildId, { firstConnectedMs: quiet.firstConnectedMs });
        for (const [index, more] of earlier.entries()) {
          const month = february - 1 - index;
          const members = membersOf(counters(month, more).slice(0, 1)).map(({ member }) => member);
          const columns = [encodeColumns(counters(month, more))];
          await deps.store.importMonth({ guild, channels: [], month, members, columns, ...wholeImport(month) });
        }
        const query = { about: 'change', guildId, range: hoursOfMonth(february), by: 'total' } as const;
        const all = { ...query, channel: null, view: () => true, metric: 'messages' } as const;
        const { change: changed, usualLow, usualHigh, unusual } = valuesIn(await change(all, deps));
        const rates = [...earlier].reverse().map((more) => 1 + more);
        const changes = rates.slice(1).map((rate, index) => rate / (rates[index] ?? 1) - 1);
        const last = changes.slice(-24).sort((a, b) => a - b);
        expect(changed).toBeCloseTo((1 + own) / (rates.at(-1) ?? 1) - 1, 9);
        if (last.length < 12) {
          expect({ usualLow, usualHigh, unusual }).toEqual({
            usualLow: { notKnown: 'learning' },
            usualHigh: { notKnown: 'learning' },
            unusual: { notKnown: 'learning' },
          });
          return;
        }
        expect(usualLow).toBeGreaterThanOrEqual((last[0] ?? 0) - 1e-9);
        expect(usualHigh).toBeLessThanOrEqual((last.at(-1) ?? 0) + 1e-9);
        const within = changes.slice(-24).filter((each) => each >= Number(usualLow) && each <= Number(usualHigh));
        expect(within.length / last.length).toBeGreaterThanOrEqual(0.6);
        const isClear = Math.min(...last.map((each) => Math.abs(each - Number(changed)))) > 1e-6;
        if (isClear) {
          const above = last.every((each) => each < Number(changed));
          const below = last.every((each) => each > Number(changed));
          expect(unusual).toBe(above ? 1 : below ? -1 : 0);
        }
      });
    }),
    { numRuns: 5 },
  );
}, 120_000);
