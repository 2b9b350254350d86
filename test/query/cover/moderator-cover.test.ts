import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs, hoursOfMonth, monthOfHour } from '../../../src/core/time.ts';
import { hourOfWeek } from '../../../src/query/questions/hour-of-week.ts';
import { windows } from '../../../src/query/questions/windows.ts';
import type { Value } from '../../../src/query/value.ts';
import { guildId } from '../a-store.ts';
import { channels, february, january, march } from '../questions/a-world.ts';
import { type Quarter, withQuarter } from '../questions/with-quarter.ts';

const months = [january, february, march] as const;
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

/** Moderators by month and hour of the week in UTC. */
const covers = fc.array(
  fc.record({
    month: fc.constantFrom(...months),
    hour: fc.oneof(fc.integer({ min: 0, max: 167 }), fc.constantFrom(0, 1, 167)),
    amount: fc.integer({ min: 1, max: 18 }),
  }),
  { maxLength: 40, size: 'max' },
);

const cases = fc.record({
  covers,
  gap: fc.option(fc.record({ day: fc.integer({ min: 0, max: 80 }), days: fc.integer({ min: 1, max: 4 }) })),
  nowDay: fc.integer({ min: 61, max: 95 }),
  range: fc.constantFrom(
    [january, january],
    [january, february],
    [february, february],
    [january, march],
    [march, march],
  ),
  cut: fc.constantFrom(0, 0, 0, 24),
  timezone: fc.constantFrom(...zones),
});

describe('the cover by moderators', () => {
  it('equals a naive mean of whole months that are over, were observed for four weeks and had three moderators', async () => {
    let known = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ covers: drawn, gap, nowDay, range: [first, last], cut, timezone }) => {
        const { from: start } = hoursOfMonth(january);
        const gaps = gap === null ? [] : [{ from: start + gap.day * 24, to: start + (gap.day + gap.days) * 24 }];
        const quarter = aQuarter(drawn, gaps, (start + nowDay * 24) * hourMs);
        const range = { from: hoursOfMonth(first ?? 0).from + cut, to: hoursOfMonth(last ?? 0).to };
        await withQuarter(quarter, async (deps) => {
          const query = { about: '', guildId, range, by: 'hourOfWeek', channel: null, view: () => true } as const;
          const { rows } = await hourOfWeek({ ...query, timezone }, deps);
          const expected = naiveCover(quarter, gaps, range, timezone);
          for (const [hour, { values }] of rows.entries()) {
            const value = expected[hour];
            if (typeof value === 'number') expect(values.cover).toBeCloseTo(value, 9);
            else expect({ hour, cover: values.cover }).toEqual({ hour, cover: value });
            if (typeof values.cover === 'number') known += 1;
          }
        });
      }),
      { numRuns: 20 },
    );
    expect(known).toBeGreaterThan(0);
  }, 120_000);

  it('is of no channel', async () => {
    const cover = { month: january, hour: 5, amount: 18 };
    await withQuarter(aQuarter([cover], [], hoursOfMonth(march).from * hourMs), async (deps) => {
      const query = { about: '', guildId, range: hoursOfMonth(january), by: 'hourOfWeek', view: () => true } as const;
      const { rows } = await hourOfWeek({ ...query, channel: channels[0] ?? null }, deps);
      expect(new Set(rows.map(({ values }) => JSON.stringify(values.cover)))).toEqual(
        new Set([JSON.stringify({ notKnown: 'ofServer' })]),
      );
    });
  });
});

describe('the windows', () => {
  it('are those with most people, without common hours, and come next', async () => {
    const someone = fc.record({
      hour: fc.integer({ min: hoursOfMonth(january).from, max: hoursOfMonth(february).to - 1 }),
      member: fc.integer({ min: 1, max: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(someone, { maxLength: 60 }), fc.constantFrom(...zones), async (written, timezone) => {
        const counters = written.map(({ hour, member }) => {
          const number = member + (monthOfHour(hour) === january ? 0 : 100);
          return { hour, metric: 'msg', channel: 1, member: number, amount: 1 } as const;
        });
        const nowMs = (hoursOfMonth(march).from + 10) * hourMs + 5;
        await withQuarter({ counters, totals: [], nowMs }, async (deps) => {
          const range = { from: hoursOfMonth(january).from, to: hoursOfMonth(february).to };
          const asked = { about: '', guildId, range, by: 'hourOfWeek', channel: null, view: () => true } as const;
          const { rows } = await windows({ ...asked, timezone }, deps);
          const hours = (await hourOfWeek({ ...asked, timezone }, deps)).rows.map(({ values }) =>
            Number(values.people),
          );
          const expected = naiveWindows(hours);
          expect(rows.map(({ values }) => values.people)).toEqual(expected.map(({ people }) => people));
          for (const [index, { key }] of rows.entries()) {
            if (key.kind !== 'period') throw new Error('a window is a period');
            expect(key.to - key.from).toBe(2);
            expect(key.from * hourMs).toBeGreaterThan(nowMs);
            expect(key.from * hourMs).toBeLessThanOrEqual(nowMs + 8 * 24 * hourMs);
            expect(localHour(key.from, timezone)).toBe(expected[index]?.start);
          }
        });
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});

function aQuarter(
  drawn: readonly { readonly month: number; readonly hour: number; readonly amount: number }[],
  gaps: readonly { readonly from: number; readonly to: number }[],
  nowMs: number,
): Quarter {
  const amounts = new Map(drawn.map((each) => [`${each.month} ${each.hour}`, each]));
  const totals = Array.from(amounts.values(), ({ month, hour, amount }) => {
    return { month, metric: 'moderator_cover', start: month, channel: 0, key: String(hour), amount } as const;
  });
  return {
    counters: [],
    totals,
    gaps: gaps.map(({ from, to }) => ({ fromMs: from * hourMs, toMs: to * hourMs })),
    nowMs,
  };
}

function localHour(hour: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
  const parts = new Map(format.formatToParts(hour * hourMs).map(({ type, value }) => [type, value]));
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.get('weekday') ?? '');
  return weekday * 24 + Number(parts.get('hour'));
}

function naiveCover(
  { totals, nowMs }: Quarter,
  gaps: readonly { readonly from: number; readonly to: number }[],
  range: { readonly from: number; readonly to: number },
  timezone: string,
): readonly Value[] {
  const cells = Array.from({ length: 168 }, () => ({ amount: 0, observed: 0 }));
  const reasons: string[] = [];
  let isKnown = false;
  for (const month of months) {
    const { from, to } = hoursOfMonth(month);
    if (from < range.from || to > range.to || to * hourMs > nowMs) continue;
    const own = totals.filter((total) => total.month === month);
    const hours = Array.from({ length: to - from }, (_, index) => {
      const hour = from + index;
      const utc = localHour(hour, 'UTC');
      const local = localHour(hour, timezone);
      return {
        utc,
        local,
        offset: (local - utc + 168) % 168,
        isSeen: !gaps.some((gap) => hour >= gap.from && hour < gap.to),
      };
    });
    const seenDays = hours.filter(({ isSeen }) => isSeen).length / 24;
    const amounts = own.map(({ key, amount }) => ({
      amount,
      times: hours.filter(({ utc }) => utc === Number(key)).length,
    }));
    if (seenDays < 27.5 || new Set(hours.map(({ offset }) => offset)).size > 1) reasons.push('learning');
    else if (!amounts.some(({ amount, times }) => amount / times > 2)) reasons.push('tooFew');
    else {
      isKnown = true;
      const offset = hours[0]?.offset ?? 0;
      for (const { key, amount } of own) {
        const cell = cells[(Number(key) + offset) % 168];
        if (cell !== undefined) cell.amount += amount;
      }
      for (const { local, isSeen } of hours) {
        const cell = cells[local];
        if (cell !== undefined && isSeen) cell.observed += 1;
      }
    }
  }
  const why = reasons.includes('tooFew') ? 'tooFew' : 'learning';
  return cells.map(({ amount, observed }) => {
    if (!isKnown) return { notKnown: why } as const;
    return observed === 0 ? ({ notKnown: 'notObserved' } as const) : amount / observed;
  });
}

function naiveWindows(hours: readonly number[]): readonly { readonly start: number; readonly people: number }[] {
  const taken = new Set<number>();
  const found: { start: number; people: number }[] = [];
  for (let rank = 0; rank < 3; rank += 1) {
    let best: { start: number; people: number } | null = null;
    for (let start = 0; start < 168; start += 1) {
      const end = (start + 1) % 168;
      const people = ((hours[start] ?? 0) + (hours[end] ?? 0)) / 2;
      if (people === 0 || taken.has(start) || taken.has(end)) continue;
      if (best === null || people > best.people) best = { start, people };
    }
    if (best === null) break;
    found.push(best);
    taken.add(best.start).add((best.start + 1) % 168);
  }
  return found;
}
