import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../src/core/time.ts';
import { membersPassed, monthsCounted, mostPeople } from '../../../src/query/notices/milestones.ts';

const steps = [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000];

describe('members', () => {
  it('pass each number once ever, however they come and go', () => {
    const members = fc.array(fc.option(fc.integer({ min: 50, max: 120_000 }), { freq: 5 }), { maxLength: 60 });
    fc.assert(
      fc.property(members, (figures) => {
        const told = figures.flatMap((_, day) => membersPassed(figures, day) ?? []);
        expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
        for (const step of told) expect(steps).toContain(step);
        const known = figures.filter((value) => value !== null);
        const [start = 0] = known;
        const passed = steps.filter((step) => step > start && step <= Math.max(...known, 0));
        expect(told.at(-1)).toBe(passed.at(-1));
        for (const step of told) expect(passed).toContain(step);
      }),
    );
  });

  it('of the first day are no milestone', () => {
    expect(membersPassed([1200], 0)).toBeNull();
    expect(membersPassed([null, 1200], 1)).toBeNull();
    expect(membersPassed([99, 100], 1)).toBe(100);
    expect(membersPassed([99, 1100], 1)).toBe(1000);
  });
});

describe('the most people on a day', () => {
  const first = Date.UTC(2024, 0, 1) / dayMs;

  it('are told once in a calendar month, after a time of learning', () => {
    const growing = Array.from({ length: 200 }, (_, day) => 10 + day);
    const told = growing.flatMap((_, day) => (mostPeople(growing, day, first) === null ? [] : [day]));
    // The 116th day is 26 April.
    expect(told).toEqual([116, 121, 152, 182]);
    expect(mostPeople(growing, 121, first)).toEqual({ value: 131, before: 130 });
  });

  it('are more than ever, not as many', () => {
    const level = Array.from({ length: 200 }, () => 10);
    expect(level.some((_, day) => mostPeople(level, day, first) !== null)).toBe(false);
  });
});

describe('months of counting', () => {
  const told = (since: string) => {
    const sinceMs = Date.parse(since);
    const days = Array.from({ length: 1200 }, (_, index) => Math.floor(sinceMs / dayMs) + index);
    return days.flatMap((day) => {
      const months = monthsCounted(sinceMs, day);
      return months === null ? [] : [`${months} ${new Date(day * dayMs).toISOString().slice(0, 10)}`];
    });
  };

  it('end on the same day of a month, or on its last one', () => {
    expect(told('2024-11-30T22:00:00Z')).toEqual([
      '3 2025-02-28',
      '6 2025-05-30',
      '12 2025-11-30',
      '24 2026-11-30',
      '36 2027-11-30',
    ]);
  });
});
