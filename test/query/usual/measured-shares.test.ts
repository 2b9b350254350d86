import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { monthOf } from '../../../src/core/time.ts';
import { mark } from '../../../src/query/usual/mark.ts';
import {
  monthlyChange,
  outside,
  type Usual,
  usualChange,
  usualOfChannel,
  usualOfWeekday,
} from '../../../src/query/usual/usual.ts';

const zulip = process.env.CENSUS_LEAN_ZULIP;

/** Eight years of a real community. The shares are those that the dashboard's specification was decided by. */
describe.skipIf(zulip === undefined)('eight years of a real community (CENSUS_LEAN_ZULIP names the file)', () => {
  const days: { messages: number; people: Set<number>; month: number }[] = [];
  const months: { messages: number; days: number; peopleOfDays: number }[] = [];
  const channels = new Map<string, number[]>();
  /** The people of each channel by day. */
  const peopleOf = new Map<string, Map<number, Set<number>>>();

  beforeAll(() => {
    const lines = gunzipSync(readFileSync(zulip ?? ''))
      .toString()
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([seconds]) => Number(seconds) >= firstDay * 86_400);
    const lastMonth = monthOf(Number(lines.at(-1)?.[0]) * 1000);
    for (const [seconds, user, channel = ''] of lines) {
      const day = Math.floor(Number(seconds) / 86_400) - firstDay;
      while (days.length <= day) {
        const month = monthOf((firstDay + days.length) * 86_400_000);
        days.push({ messages: 0, people: new Set(), month });
      }
      const found = days[day];
      if (found === undefined) continue;
      found.messages += 1;
      found.people.add(Number(user));
      const ofChannel = peopleOf.get(channel) ?? new Map<number, Set<number>>();
      peopleOf.set(channel, ofChannel.set(day, (ofChannel.get(day) ?? new Set()).add(Number(user))));
      const inMonths = channels.get(channel) ?? [];
      const place = found.month - firstMonth;
      if (place >= 0 && found.month < lastMonth) inMonths[place] = (inMonths[place] ?? 0) + 1;
      channels.set(channel, inMonths);
    }
    for (let month = firstMonth; month < lastMonth; month += 1) {
      const own = days.filter((day) => day.month === month);
      months.push({
        messages: own.reduce((sum, { messages }) => sum + messages, 0),
        days: own.length,
        peopleOfDays: own.reduce((sum, { people }) => sum + people.size, 0),
      });
    }
  }, 60_000);

  it('has 78 % of days inside the last eight same weekdays for people, 77 % for messages', () => {
    for (const [figureOf, share] of [
      [(day: (typeof days)[number]) => day.people.size, 0.78],
      [(day: (typeof days)[number]) => day.messages, 0.77],
    ] as const) {
      const figures = days.map((day) => ({ value: figureOf(day), observedShare: 1, isSpecial: false }));
      const judged = figures.map(({ value }, index) => ({ value, usual: usualOfWeekday(figures, index) }));
      expect(Math.abs(shareWithin(judged) - share)).toBeLessThan(0.01);
    }
  });

  it('has 80 % of changes inside the 10th to 90th percentile of the last 24, and 6 % outside all of them', () => {
    const shares = [
      ({ messages }: (typeof months)[number]) => messages,
      ({ peopleOfDays }: (typeof months)[number]) => peopleOfDays,
    ].map((figureOf) => {
      const figures = months.map((month) => ({ value: figureOf(month), days: month.days }));
      const judged = figures.flatMap((figure, index) => {
        const before = figures[index - 1];
        const value = before === undefined ? null : monthlyChange(before, figure);
        return value === null ? [] : [{ value, usual: usualChange(figures.slice(0, index)) }];
      });
      return [shareWithin(judged), shareOutside(judged)];
    });
    for (const [within = 0, beyond = 0] of shares) {
      expect(Math.abs(within - 0.8)).toBeLessThan(0.01);
      expect(Math.abs(beyond - 0.06)).toBeLessThan(0.02);
    }
  });

  it("has 83 % of channels' months inside the last 12", () => {
    const judged = [...channels.values()].flatMap((found) => {
      const values = months.map((_, index) => found[index] ?? 0);
      const first = values.findIndex((value) => value > 0);
      return values.flatMap((value, index) =>
        index > first && first >= 0 ? [{ value, usual: usualOfChannel(values.slice(first, index)) }] : [],
      );
    });
    expect(shareWithin(judged)).toBeCloseTo(0.83, 2);
  });

  it('has 3 to 8 % of the weeks of channels marked if the days of two weeks are dealt at random', () => {
    let state = 7;
    const isHeads = () => {
      state = (state * 48_271) % 0x7fff_ffff;
      return state % 2 === 0;
    };
    let [weeks, large, marked] = [0, 0, 0];
    for (const ofChannel of peopleOf.values()) {
      const all = [...ofChannel.keys()];
      for (let week = Math.floor(Math.min(...all) / 7) + 1; week <= Math.floor(Math.max(...all) / 7); week += 1) {
        const [before, now] = [new Set<number>(), new Set<number>()];
        for (let day = week * 7; day < week * 7 + 7; day += 1) {
          const [one, other] = isHeads() ? [before, now] : [now, before];
          for (const person of ofChannel.get(day - 7) ?? []) one.add(person);
          for (const person of ofChannel.get(day) ?? []) other.add(person);
        }
        if (before.size + now.size === 0) continue;
        weeks += 1;
        if (Math.max(before.size, now.size) >= 6) large += 1; // Smaller numbers cannot be marked.
        if (mark(before.size, now.size) !== null) marked += 1;
      }
    }
    for (const share of [marked / weeks, marked / large]) {
      expect(share).toBeGreaterThan(0.03);
      expect(share).toBeLessThan(0.08);
    }
  });
});

/** 5 March 2018, a Monday: there were few messages before. */
const firstDay = Date.UTC(2018, 2, 5) / 86_400_000;
const firstMonth = 2018 * 12 + 3;

interface Judged {
  readonly value: number;
  readonly usual: Usual | null;
}

/** The share of values in the range that is printed, of those that have one. */
function shareWithin(judged: readonly Judged[]): number {
  const known = judged.filter(({ usual }) => usual !== null);
  return (
    known.filter(({ value, usual }) => usual !== null && value >= usual.low && value <= usual.high).length /
    known.length
  );
}

function shareOutside(judged: readonly Judged[]): number {
  const known = judged.filter(({ usual }) => usual !== null);
  return known.filter(({ value, usual }) => usual !== null && outside(value, usual) !== null).length / known.length;
}
