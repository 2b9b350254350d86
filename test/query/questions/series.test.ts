import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Period } from '../../../src/query/query.ts';
import { series } from '../../../src/query/questions/series.ts';
import { guildId } from '../a-store.ts';
import { channels, ranges, withWorld, worlds } from './a-world.ts';
import { naiveSeries } from './naive-series.ts';

describe('a series', () => {
  it('equals a naive one, over imported, deleted, sealed and open months, gaps, late counters and erased members', async () => {
    const periods = fc.constantFrom<Period | 'total'>('hour', 'day', 'week', 'month', 'total');
    const asked = fc.option(fc.constantFrom(...channels), { freq: 2 });
    await fc.assert(
      fc.asyncProperty(worlds, ranges, periods, asked, async (world, drawn, by, channel) => {
        const range = by === 'hour' ? { from: drawn.from, to: Math.min(drawn.to, drawn.from + 100) } : drawn;
        await withWorld(world, async (deps) => {
          const query = { about: 'series', guildId, range, by, channel, view: () => true };
          const result = await series(query, deps);
          const expected = naiveSeries(world, range, by, channel?.number ?? null);
          expect(result.rows.map(({ key, values: { observedShare: _, ...values } }) => ({ ...key, values }))).toEqual(
            expected.map(({ share: _, ...row }) => row),
          );
          for (const [index, { share }] of expected.entries()) {
            expect(result.rows[index]?.values.observedShare).toBeCloseTo(share, 9);
          }
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
