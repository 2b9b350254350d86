import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SummarisedActivity } from '../../../src/columns/activity/summarised-activity.ts';
import { TabulatedActivity } from '../../../src/columns/activity/tabulated-activity.ts';
import { CorruptColumns } from '../../../src/core/errors.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';

const noTurns = async () => {};

/** A month, possibly February, with members who each have active days and a last hour. */
const months = fc
  .tuple(
    fc.constantFrom(2018 * 12 + 1, 2018 * 12 + 2, 2018 * 12 + 3),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 28 - 1 }), fc.nat(671)), { maxLength: 12 }),
    fc.constantFrom(1, 40, 9000),
  )
  .map(([month, members, times]) => {
    const hours = hoursOfMonth(month);
    const days = members.flatMap(([pattern]) => Array.from({ length: times }, () => pattern));
    const byHour = new Map<number, number>();
    for (const [, hour] of members) byHour.set(hour, (byHour.get(hour) ?? 0) + times);
    const last = [...byHour].sort(([a], [b]) => a - b);
    return new TabulatedActivity(hours, Uint32Array.from(days), {
      hours: Uint16Array.from(last, ([hour]) => hour),
      members: Uint32Array.from(last, ([, count]) => count),
    });
  });

describe('a summarised month', () => {
  it('returns the same counts as the month itself, also after encoding and decoding', async () => {
    const days = fc.integer({ min: -2, max: 34 });
    await fc.assert(
      fc.asyncProperty(months, fc.array(fc.tuple(days, days, days), { minLength: 20 }), async (month, asked) => {
        const summary = await SummarisedActivity.of(month, noTurns);
        for (const same of [summary, SummarisedActivity.decode(month.hours, summary.encode())]) {
          expect([same.hours, same.dayCount]).toEqual([month.hours, month.dayCount]);
          for (const [from, to] of asked)
            expect(same.activeOn(from, to)).toBe(month.activeOn(from, Math.max(from, to)));
          const hours = Array.from({ length: month.hours.to - month.hours.from + 4 }, (_, hour) => {
            return month.hours.from - 2 + hour;
          });
          expect(hours.map((hour) => same.activeSince(hour))).toEqual(hours.map((hour) => month.activeSince(hour)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('counts the members active before a day, after it, and both', async () => {
    const days = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(months, days, days, days, async (month, day, before, after) => {
        fc.pre(month.activeOn(0, 31) <= 2 ** 16); // Above that, the month itself uses a sample.
        const summary = await SummarisedActivity.of(month, noTurns);
        expect(summary.activeAround(day, before, after)).toEqual(month.activeAround(day, before, after));
      }),
      { numRuns: 40 },
    );
  });

  it('is small, and is refused if truncated', async () => {
    const hours = hoursOfMonth(2018 * 12 + 2);
    const nobody = { hours: new Uint16Array(0), members: new Uint32Array(0) };
    const summary = await SummarisedActivity.of(new TabulatedActivity(hours, new Uint32Array(0), nobody), noTurns);
    const bytes = summary.encode();
    expect(bytes).toHaveLength(496 + 744);
    expect(() => SummarisedActivity.decode(hours, bytes.subarray(0, 1000))).toThrow(CorruptColumns);
  });
});
