import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DayFigure,
  monthlyChange,
  outside,
  usualChange,
  usualOfChannel,
  usualOfWeekday,
} from '../../../src/query/usual/usual.ts';

describe('what is usual for a day', () => {
  const weekdays = (...values: readonly number[]): DayFigure[] =>
    values.flatMap((value) => [aDay(value), ...Array.from({ length: 6 }, () => aDay(1000))]);

  it('is the range of the last eight same weekdays', () => {
    const days = weekdays(99, 10, 11, 12, 13, 14, 15, 16, 17);
    expect(usualOfWeekday(days, days.length)).toEqual({ low: 10, high: 17, least: 10, greatest: 17, of: 8 });
  });

  it('takes an older day for one with a notice, or observed for less than 95 %', () => {
    const days = weekdays(99, 10, 11, 12, 13, 14, 15, 16, 17, 18);
    days[7] = aDay(10, { isSpecial: true });
    expect(usualOfWeekday(days, days.length)).toMatchObject({ low: 11, high: 18 });
    days[14] = aDay(11, { observedShare: 0.949 });
    expect(usualOfWeekday(days, days.length)).toMatchObject({ low: 12, high: 99 });
    days[21] = aDay(12, { observedShare: 0.95 });
    expect(usualOfWeekday(days, days.length)).toMatchObject({ low: 12, high: 99 });
    days[28] = aDay(13, { observedShare: 0 });
    expect(usualOfWeekday(days, days.length)).toBeNull();
  });

  it('never depends on the day itself, later ones or other weekdays', () => {
    const figures = fc.array(
      fc.record({ value: fc.nat(99), observedShare: fc.constantFrom(1, 1, 0.9), isSpecial: fc.boolean() }),
    );
    fc.assert(
      fc.property(figures, fc.nat(200), (days, index) => {
        const others = days.map((day, at) => (at < index && (index - at) % 7 === 0 ? day : aDay(1e6)));
        expect(usualOfWeekday(others, index)).toEqual(usualOfWeekday(days, index));
      }),
    );
  });
});

describe('a change', () => {
  it('is of the mean per observed day, and null below twenty', () => {
    expect(monthlyChange({ value: 310, days: 31 }, { value: 280, days: 28 })).toBe(0);
    expect(monthlyChange({ value: 20, days: 10 }, { value: 30, days: 10 })).toBeCloseTo(0.5, 12);
    expect(monthlyChange({ value: 19, days: 10 }, { value: 300, days: 10 })).toBeNull();
    expect(monthlyChange({ value: 300, days: 0 }, { value: 300, days: 10 })).toBeNull();
  });

  it('is usual between the 10th and 90th percentile of the last 24, and unusual outside all of them', () => {
    // The changes are +1 %, +2 % … in turn, so the last 24 are +3 % to +26 %.
    const months = [1000];
    for (let percent = 1; percent <= 26; percent += 1) months.push((months.at(-1) ?? 0) * (1 + percent / 100));
    const usual = usualChange(months.map((value) => ({ value, days: 1 })));
    expect(usual?.of).toBe(24);
    expect(usual?.least).toBeCloseTo(0.03, 9);
    expect(usual?.greatest).toBeCloseTo(0.26, 9);
    expect(usual?.low).toBeCloseTo(0.03 + 0.1 * 0.23, 9);
    expect(usual?.high).toBeCloseTo(0.26 - 0.1 * 0.23, 9);
    expect([0.02, 0.1, 0.27].map((change) => usual && outside(change, usual))).toEqual(['below', null, 'above']);
  });

  it('needs 12 earlier ones, not counting those to or from an unknown month', () => {
    const months = Array.from({ length: 13 }, () => ({ value: 100, days: 30 }));
    expect(usualChange(months)).toMatchObject({ low: 0, high: 0, of: 12 });
    expect(usualChange(months.slice(1))).toBeNull();
    expect(usualChange(months.with(5, { value: 10, days: 30 }))).toBeNull();
    expect(usualChange([...months.slice(0, 6), null, ...months.slice(6)])).toBeNull();
  });
});

describe("what is usual for a channel's month", () => {
  it('is the range of the last 12 months, six of them with messages', () => {
    expect(usualOfChannel([99, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8, 9, 10])).toMatchObject({ low: 0, high: 10, of: 12 });
    expect(usualOfChannel([99, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10])).toBeNull();
    expect(usualOfChannel([5, 6, null, 7, 8, 9, 10])).toMatchObject({ low: 5, high: 10, of: 6 });
  });
});

function aDay(value: number, changes: Partial<DayFigure> = {}): DayFigure {
  return { value, observedShare: 1, isSpecial: false, ...changes };
}
