import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenureBucketOf, tenureClasses, tenureOn } from '../../../src/core/membership/tenure.ts';
import { dayMs, dayOf } from '../../../src/core/time.ts';

const joinedAtMs = Date.UTC(2026, 1, 27, 23, 59, 59, 999);
const on = (isoDay: string) => tenureOn(dayOf(Date.parse(isoDay)), joinedAtMs);

describe('tenure', () => {
  it('is counted in days of UTC, whatever the hour of joining', () => {
    expect(on('2026-02-27')).toBe(0);
    expect(on('2026-02-28')).toBe(1);
    expect(tenureOn(dayOf(joinedAtMs + 1), joinedAtMs)).toBe(1);
    expect(tenureOn(dayOf(joinedAtMs), joinedAtMs - dayMs + 1)).toBe(0);
  });

  it('goes on over the end of a month', () => {
    expect([on('2026-03-01'), on('2026-03-05'), on('2026-03-06'), on('2026-03-07')]).toEqual([2, 2, 7, 8]);
    expect([on('2026-03-28'), on('2026-03-29'), on('2026-03-30'), on('2027-01-01')]).toEqual([8, 30, 31, 31]);
  });

  it('is none where somebody seems to join only tomorrow', () => {
    expect(on('2026-02-26')).toBe(0);
  });

  it('is the last class that has begun, for any day', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(dayMs - 1), fc.integer({ min: 0, max: 30_000 }), (days, ofDayMs, joinedDay) => {
        const expected = days >= 31 ? 31 : days === 30 ? 30 : days >= 8 ? 8 : days === 7 ? 7 : days >= 2 ? 2 : days;
        expect(tenureOn(joinedDay + days, joinedDay * dayMs + ofDayMs)).toBe(expected);
      }),
    );
  });

  it('is shown in five buckets', () => {
    expect(tenureClasses.map(tenureBucketOf)).toEqual([
      'day 0',
      'day 1',
      'days 2–6',
      'days 7–29',
      'days 7–29',
      'day 30 and later',
      'day 30 and later',
    ]);
  });
});
