import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparedRanges, comparedTexts } from '../../../src/bot/input/compared-ranges.ts';
import { type HourRange, hourMs } from '../../../src/core/time.ts';
import { Mistake } from '../../../src/render/mistake.ts';

const nowMs = Date.parse('2026-11-28T09:30:00Z');

const read = (text: string) => comparedRanges(comparedTexts(text), nowMs);

function iso({ from, to }: HourRange): string {
  return [from, to].map((hour) => new Date(hour * hourMs).toISOString().slice(0, 13).replace('T00', '')).join('..');
}

describe('two ranges to compare', () => {
  test.each([
    ['', '2026-10-01..2026-11-01', '2026-09-01..2026-10-01'],
    ['last month', '2026-10-01..2026-11-01', '2026-09-01..2026-10-01'],
    ['last month with the month before', '2026-10-01..2026-11-01', '2026-09-01..2026-10-01'],
    ['last month with before', '2026-10-01..2026-11-01', '2026-09-01..2026-10-01'],
    ['last month with a year before', '2026-10-01..2026-11-01', '2025-10-01..2025-11-01'],
    ['last month with the same month a year earlier', '2026-10-01..2026-11-01', '2025-10-01..2025-11-01'],
    ['last week WITH the week before', '2026-11-16..2026-11-23', '2026-11-09..2026-11-16'],
    ['yesterday vs the day before', '2026-11-27..2026-11-28', '2026-11-26..2026-11-27'],
    ['march with april 2026', '2026-03-01..2026-04-01', '2026-04-01..2026-05-01'],
    ['march with april 2024', '2024-03-01..2024-04-01', '2024-04-01..2024-05-01'],
    ['2024-03 against april', '2024-03-01..2024-04-01', '2024-04-01..2024-05-01'],
    ['december with march 2026', '2025-12-01..2026-01-01', '2026-03-01..2026-04-01'],
    ['march and april', '2026-03-01..2026-04-01', '2026-04-01..2026-05-01'],
    ['2026-11-01 to 2026-11-08 with 2026-10-01 to 2026-10-15', '2026-11-01..2026-11-08', '2026-10-01..2026-10-15'],
    // A range that is not over is cut at the nearest hour, and so is the one before it.
    ['this month', '2026-11-01..2026-11-28T10', '2026-10-01..2026-10-28T10'],
    ['today with yesterday', '2026-11-28..2026-11-28T10', '2026-11-27..2026-11-28'],
    ['last month with this month', '2026-10-01..2026-11-01', '2026-11-01..2026-11-28T10'],
  ])('%j', (text, range, other) => {
    const ranges = read(text);
    expect([iso(ranges.range), iso(ranges.other)]).toEqual([range, other]);
  });

  test.each([
    ['march with april with may', 'Put `with` between them, once.'],
    ['last month with october', 'have days in common'],
    ['2026 with march', 'have days in common'],
    ['last month with nosuch', '`nosuch` is not a day or a period.'],
    ['nosuch with last month', '`nosuch` is not a day or a period.'],
    ['2026-13 with march', 'There is no month 13'],
    ['march with 2030', 'A range begins today or earlier.'],
  ])('%j is a mistake', (text, words) => {
    expect(() => read(text)).toThrow(words);
  });

  test('never have an hour in common, whatever is typed', () => {
    const word = fc.constantFrom(
      ...[
        'with',
        'vs',
        'march',
        'april',
        '2026',
        '2024',
        'last month',
        'this week',
        'the week before',
        'a year before',
      ],
      ...['yesterday', 'today', '2026-11-01 to 2026-11-20', 'last 40 days', 'x'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        try {
          const { range, other } = read(words.join(' '));
          expect(range.to).toBeGreaterThan(range.from);
          expect(other.to).toBeGreaterThan(other.from);
          expect(range.to <= other.from || other.to <= range.from).toBe(true);
          expect(Math.max(range.to, other.to)).toBeLessThanOrEqual(Math.ceil(nowMs / hourMs));
        } catch (error) {
          expect(error).toBeInstanceOf(Mistake);
        }
      }),
    );
  });
});
