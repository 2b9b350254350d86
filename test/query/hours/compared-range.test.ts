import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HourRange, hourMs, hourOfWeek, isoHour } from '../../../src/core/time.ts';
import { type Comparison, comparedRange } from '../../../src/query/hours/compared-range.ts';

const later = '2026-06-01';

describe('the range before', () => {
  it.each([
    ['whole months have whole months', '2024-03-01', '2024-04-01', '2024-02-01', '2024-03-01'],
    ['so has a quarter', '2024-04-01', '2024-07-01', '2024-01-01', '2024-04-01'],
    ['and a year', '2025-01-01', '2026-01-01', '2024-01-01', '2025-01-01'],
    ['a week has the week before', '2024-03-04', '2024-03-11', '2024-02-26', '2024-03-04'],
    ['other days have as many days', '2024-03-05', '2024-03-15', '2024-02-24', '2024-03-05'],
    ['a day has the day before', '2024-03-01', '2024-03-02', '2024-02-29', '2024-03-01'],
  ])('%s', (_, from, to, expectedFrom, expectedTo) => {
    expect(compared(from, to, 'periodBefore', later)).toEqual([expectedFrom, expectedTo]);
  });

  it.each([
    ['day', '2024-03-31', '2024-04-01', '2024-03-31T09:00', '2024-03-30', '2024-03-30T09'],
    ['week', '2024-03-25', '2024-03-30', '2024-03-29T09:10', '2024-03-18', '2024-03-22T09'],
    ['month', '2024-03-01', '2024-03-14', '2024-03-13T08:40', '2024-02-01', '2024-02-13T09'],
    ['month by name', '2024-03-01', '2024-04-01', '2024-03-13T09:00', '2024-02-01', '2024-02-13T09'],
    [
      'month, as far as the one before goes',
      '2024-03-01',
      '2024-04-01',
      '2024-03-31T12:00',
      '2024-02-01',
      '2024-02-29T12',
    ],
    ['year', '2024-01-01', '2024-03-02', '2024-03-01T12:00', '2023-01-01', '2023-03-01T12'],
    ['day that has just begun', '2024-03-13', '2024-03-14', '2024-03-13T00:01', '2024-03-12', '2024-03-12T01'],
    ['range of other days', '2024-03-05', '2024-03-15', '2024-03-14T12:00', '2024-02-24', '2024-03-04T12'],
  ])('the running %s has the same part', (_, from, to, now, expectedFrom, expectedTo) => {
    expect(compared(from, to, 'periodBefore', now)).toEqual([expectedFrom, expectedTo]);
  });
});

describe('the range a year before', () => {
  it.each([
    ['has the same dates', '2025-03-05', '2025-03-15', '2024-03-05', '2024-03-15'],
    ['of 29 February is 28 February', '2024-02-29', '2024-03-01', '2023-02-28', '2023-03-01'],
    ['from 29 February begins with the 28th', '2024-02-29', '2024-03-03', '2023-02-28', '2023-03-03'],
    ['up to 28 February ends with the 28th', '2024-02-01', '2024-02-29', '2023-02-01', '2023-03-01'],
    ['of a day before a leap day is one day', '2025-02-28', '2025-03-01', '2024-02-28', '2024-02-29'],
    ['of a whole February is a whole February', '2025-02-01', '2025-03-01', '2024-02-01', '2024-03-01'],
  ])('%s', (_, from, to, expectedFrom, expectedTo) => {
    expect(compared(from, to, 'yearBefore', later)).toEqual([expectedFrom, expectedTo]);
  });

  it('of a range that is not over has the same part', () => {
    expect(compared('2025-03-05', '2025-03-15', 'yearBefore', '2025-03-10T12:00')).toEqual([
      '2024-03-05',
      '2024-03-10T12',
    ]);
  });
});

it('a compared range is never empty, ends before its range unless it begins a year before, and is of days if that is', () => {
  const anyHour = fc.integer({ min: at('2019-12-01'), max: at('2025-02-01') });
  const comparisons = fc.constantFrom<Comparison>('periodBefore', 'yearBefore');
  fc.assert(
    fc.property(anyHour, fc.integer({ min: 1, max: 60 }), anyHour, comparisons, (hour, days, now, comparison) => {
      const from = hour - (hourOfWeek(hour) % 24);
      const range = { from, to: from + days * 24 };
      const found = comparedRange(range, comparison, Math.max(now, from) * hourMs);
      expect(found.from).toBeLessThan(found.to);
      expect(found.from).toBeLessThan(range.from);
      expect(found.to).toBeLessThanOrEqual(range.from);
      expect(found.from % 24).toBe(0);
    }),
  );
});

function compared(from: string, to: string, comparison: Comparison, now: string): readonly string[] {
  const range: HourRange = { from: at(from), to: at(to) };
  const found = comparedRange(range, comparison, Date.parse(`${now.padEnd(16, 'T00:00')}Z`));
  return [found.from, found.to].map((hour) => isoHour(hour).slice(0, 13).replace('T00', ''));
}

function at(day: string): number {
  return Date.parse(`${day}T00:00Z`) / hourMs;
}
