import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourRanges, type RangeLimits } from '../../../src/bot/buttons/neighbour-ranges.ts';
import { parseDateRange } from '../../../src/bot/input/date-range.ts';
import { dayMs, monthsOfRange } from '../../../src/core/time.ts';

/** Wednesday, 16 October 2024, 09:30. */
const nowMs = Date.UTC(2024, 9, 16, 9, 30);
const anyLength: RangeLimits = {
  nowMs,
  firstMs: Date.UTC(2020, 0, 1),
  isWithinMonth: false,
  isAnswered: () => true,
};
const within: RangeLimits = {
  ...anyLength,
  isWithinMonth: true,
  isAnswered: (range) => monthsOfRange(range).length === 1,
};

function around(text: string | null, limits: RangeLimits) {
  const range = parseDateRange(text, limits.nowMs, { earliestMs: limits.firstMs });
  const { before, same, after } = neighbourRanges({ range, text }, limits);
  return [before, same, after];
}

describe('neighbours of', () => {
  it.each([
    [null, '2024-08', '2024-09', '2024-10'],
    ['last month', '2024-08', '2024-09', '2024-10'],
    ['this month', '2024-09', '2024-10', null],
    ['2024-01', '2023-12', '2024-01', '2024-02'],
    ['2024-09-01 to 2024-10-01', '2024-08', '2024-09', '2024-10'],
    ['today', '2024-10-15', '2024-10-16', null],
    ['2024-03-01', '2024-02-29', '2024-03-01', '2024-03-02'],
    ['last week', '2024-09-30..2024-10-07', '2024-10-07..2024-10-14', '2024-10-14..2024-10-21'],
    ['this week', '2024-10-07..2024-10-14', '2024-10-14..2024-10-21', null],
    ['Q2 2024', '2024-q1', '2024-q2', '2024-q3'],
    ['last quarter', '2024-q2', '2024-q3', '2024-q4'],
    ['2023', '2022', '2023', '2024'],
    ['this year', '2023', '2024', null],
    ['last 3 days', '2024-10-10..2024-10-13', '2024-10-13..2024-10-16', '2024-10-16..2024-10-19'],
    ['2024-09-25 to 2024-10-05', '2024-09-15..2024-09-25', '2024-09-25..2024-10-05', '2024-10-05..2024-10-15'],
    ['last 30 days', '2024-08-17..2024-09-16', '2024-09-16..2024-10-16', '2024-10-16..2024-11-15'],
  ])('%s are of the same kind', (text, before, same, after) => {
    expect(around(text, anyLength)).toEqual([before, same, after]);
  });

  it('a running period depend on what was asked for, even on its first day', () => {
    const first = { ...anyLength, nowMs: Date.UTC(2024, 6, 1, 5) }; // A Monday, and the first of a quarter.
    expect(around('today', first)).toEqual(['2024-06-30', '2024-07-01', null]);
    expect(around('this week', first)).toEqual(['2024-06-24..2024-07-01', '2024-07-01..2024-07-08', null]);
    expect(around('this month', first)).toEqual(['2024-06', '2024-07', null]);
    expect(around('2024-07', first)).toEqual(['2024-06', '2024-07', null]);
    expect(around('this quarter', first)).toEqual(['2024-q2', '2024-q3', null]);
    expect(around('this quarter', { ...first, isWithinMonth: true })).toEqual(['2024-06', '2024-07', null]);
  });

  it('a week end with the month where a range must lie within one', () => {
    const weeks = ['2024-10-07..2024-10-14'];
    for (let index = 0; index < 4; index += 1) weeks.push(around(weeks.at(-1) ?? null, within)[0] ?? '');
    expect(weeks.slice(1)).toEqual([
      '2024-10-01..2024-10-07',
      '2024-09-30..2024-10-01',
      '2024-09-23..2024-09-30',
      '2024-09-16..2024-09-23',
    ]);
    expect(around('2024-09-30..2024-10-01', within)[2]).toBe('2024-10-01..2024-10-07');
    expect(around('2024-09-30', within)).toEqual(['2024-09-29', '2024-09-30', '2024-10-01']);
  });

  it('other days end with the month where a range must lie within one', () => {
    expect(around('2024-10-03 to 2024-10-10', within)[0]).toBe('2024-10-01..2024-10-03');
    expect(around('2024-09-20 to 2024-09-28', within)[2]).toBe('2024-09-28..2024-10-01');
  });

  it('the first counted days have none before', () => {
    const begun = { ...anyLength, firstMs: Date.UTC(2024, 8, 10, 12) };
    expect(around('2024-10', begun)).toEqual(['2024-09', '2024-10', null]);
    expect(around('2024-09', begun)).toEqual([null, '2024-09', '2024-10']);
    expect(around('2024-09-10', begun)[0]).toBe(null);
    expect(around('1990', { ...anyLength, firstMs: null })[0]).toBe(null);
  });

  it('the days since counting began, which no text names, are as many days', () => {
    const range = { from: Date.UTC(2024, 9, 10) / 3_600_000, to: Date.UTC(2024, 9, 17) / 3_600_000 };
    const { before, same, after } = neighbourRanges({ range, text: null }, within);
    expect([before, same, after]).toEqual(['2024-10-03..2024-10-10', '2024-10-10..2024-10-17', null]);
  });
});

it('neighbours are accepted, begin where the range ends, and lead back', () => {
  const days = fc
    .tuple(fc.integer({ min: 0, max: 1700 }), fc.integer({ min: 1, max: 40 }))
    .map(([back, length]) => ({ from: Math.floor(nowMs / dayMs) - back, length }));
  fc.assert(
    fc.property(days, fc.boolean(), ({ from, length }, isWithinMonth) => {
      const limits = isWithinMonth ? within : anyLength;
      const iso = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);
      const text = `${iso(from)}..${iso(from + length)}`;
      const range = { from: from * 24, to: (from + length) * 24 };
      if (isWithinMonth && monthsOfRange(range).length > 1) return;
      const { before, same, after } = neighbourRanges({ range, text }, limits);
      const read = (given: string) => parseDateRange(given, nowMs, { earliestMs: limits.firstMs });
      const isTaken = (given: string) => !isWithinMonth || monthsOfRange(read(given)).length === 1;
      expect([before, same, after].filter((given) => given !== null).every(isTaken)).toBe(true);
      expect(read(same).from).toBe(range.from);
      if (before !== null) expect(read(before).to).toBe(range.from);
      if (after !== null) expect(read(after).from).toBe(range.to);
      if (after === null || before === null || isWithinMonth) return;
      expect(neighbourRanges({ range: read(before), text: before }, limits).after).toBe(same);
      expect(neighbourRanges({ range: read(after), text: after }, limits).before).toBe(same);
    }),
  );
});
