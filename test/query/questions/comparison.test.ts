import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { comparedRange } from '../../../src/query/hours/compared-range.ts';
import { channelTable } from '../../../src/query/questions/channel-table.ts';
import { withComparison } from '../../../src/query/questions/comparison.ts';
import { hourOfWeek } from '../../../src/query/questions/hour-of-week.ts';
import { series } from '../../../src/query/questions/series.ts';
import { guildId } from '../a-store.ts';
import { february, hasCounters, january, march, ranges, withWorld, worlds } from './a-world.ts';

const answers = [
  { answer: withComparison(series), alone: series, by: 'day' },
  { answer: withComparison(hourOfWeek), alone: hourOfWeek, by: 'hourOfWeek' },
  { answer: withComparison(channelTable), alone: channelTable, by: 'channel' },
] as const;

describe('a compared answer', () => {
  it('has the answer for the compared range, if any of it was counted', async () => {
    const comparisons = fc.constantFrom('periodBefore' as const, 'yearBefore' as const);
    const asked = fc.constantFrom(...answers);
    await fc.assert(
      fc.asyncProperty(worlds, ranges, comparisons, asked, async (world, range, compareWith, question) => {
        await withWorld(world, async (deps) => {
          const query = { about: '', guildId, range, by: question.by, channel: null, view: () => true } as never;
          const ask = (changes: object) => ({ ...(query as object), ...changes }) as never;
          const result = await question.answer(ask({ compareWith }), deps);
          const compared = comparedRange(range, compareWith, world.nowMs);
          const countedFrom = Math.min(
            Math.floor(world.firstConnectedMs / hourMs),
            hasCounters(world, january) || world.isPruned ? hoursOfMonth(january).from : Number.POSITIVE_INFINITY,
          );
          const expected = compared.to <= countedFrom ? null : await question.alone(ask({ range: compared }), deps);
          expect(withoutQuery(result.before)).toEqual(withoutQuery(expected));
          expect(withoutQuery({ ...result, before: null })).toEqual(withoutQuery(await question.alone(query, deps)));
          if (result.before !== null) expect(result.before.query.range).toEqual(compared);
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('reports the progress of both, up to 1', async () => {
    const [world] = fc.sample(worlds, { numRuns: 1, seed: 5 });
    if (world === undefined) throw new Error('no world');
    await withWorld({ ...world, firstConnectedMs: 0 }, async (deps) => {
      const shares: number[] = [];
      const query = { about: 'series', guildId, by: 'day', channel: null, view: () => true } as const;
      const range = { from: hoursOfMonth(february).from, to: hoursOfMonth(march).to };
      const onProgress = (share: number) => void shares.push(share);
      await withComparison(series)({ ...query, range, compareWith: 'yearBefore', onProgress }, deps);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    });
  });
});

/** A query holds functions, which are never equal. */
function withoutQuery(result: object | null): object | null {
  return result === null ? null : { ...result, query: null };
}
