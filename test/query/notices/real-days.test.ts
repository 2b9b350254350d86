import { describe, expect, it } from 'vitest';
import { type Figures, farOff } from '../../../src/query/notices/far-off.ts';
import { dayRule, hourRule, type NoticeRule, weekRule } from '../../../src/query/notices/notice-rule.ts';
import type { NoticeSeries } from '../../../src/query/notices/notice-series.ts';
import { unusualDaysAndWeeks } from '../../../src/query/notices/unusual-days.ts';
import { unusualPeriods } from '../../../src/query/notices/unusual-periods.ts';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { dateOf, realDays, realHours } from './real-days.ts';

const { first, messages, people, firstPosts } = realDays();
/** Of the time after the first notice is possible. */
const months = (messages.length - 116) / 30.44;
/** What a rank among 180 promises, in a month. */
const promised = 30.44 / 181;

describe('eight years of a real community', () => {
  it('has as many days as were counted, and the same messages by hour as by day', () => {
    const hours = realHours();
    expect([messages.length, people.length, firstPosts.length, hours.length / 24]).toEqual([2917, 2917, 2917, 2917]);
    messages.forEach((amount, day) => {
      expect(hours.slice(day * 24, day * 24 + 24).reduce((sum, each) => sum + each, 0)).toBe(amount);
    });
  });

  it('has 0.22 unusual days a month for messages and 0.18 for people', () => {
    expect(unusual(messages, dayRule) / months).toBeCloseTo(0.22, 2);
    expect(unusual(people, dayRule) / months).toBeCloseTo(0.18, 2);
  });

  it('gets 0.38 notices a month of messages and people', () => {
    const days = new Set(noticesOf({ people, messages }).map(({ day }) => day)).size / months;
    expect(days).toBeGreaterThan(0.15);
    expect(days).toBeLessThan(0.45);
    expect(days).toBeCloseTo(0.38, 2);
  });

  it('gets notices of 28 September and 14 October 2024, and of Christmas', () => {
    const told = noticesOf({ people, messages }).map(({ day, series, value, usual, lastAsFar }) => {
      const since = lastAsFar === null ? null : dateOf(first, lastAsFar);
      return { day: dateOf(first, day), series, value, usual, since };
    });
    expect(told).toContainEqual({
      day: '2024-09-28',
      series: 'messages',
      value: 698,
      usual: 320.5,
      since: '2023-12-27',
    });
    expect(told).toContainEqual({
      day: '2024-10-14',
      series: 'people',
      value: 113,
      usual: 77,
      since: '2023-12-27',
    });
    expect(told.map(({ day }) => day).filter((day) => day.endsWith('12-25'))).toEqual([
      '2019-12-25',
      '2023-12-25',
      '2024-12-25',
      '2025-12-25',
    ]);
  });

  it('gets 0.58 notices a month with first posts in the place of joins', () => {
    const days = new Set(noticesOf({ people, messages, joins: firstPosts }).map(({ day }) => day)).size / months;
    expect(days).toBeCloseTo(0.58, 2);
  });

  it('has an unusual week about every half year', () => {
    for (const [values, rate] of [
      [messages, 0.14],
      [people, 0.21],
    ] as const) {
      expect(unusual(weekly(values), weekRule) / months).toBeCloseTo(rate, 2);
    }
  });

  it('has a spike of an hour about every half year', () => {
    expect(unusual(realHours(), hourRule) / months).toBeCloseTo(0.16, 2);
  });

  it('gets notices of days at the promised rate, or less often, when it is much smaller', () => {
    for (const share of [0.3, 0.1, 0.03]) {
      for (const values of [messages, people]) {
        const thin = values.map((value) => Math.round(value * share));
        expect(unusual(thin, dayRule) / months).toBeLessThan(0.3);
      }
    }
  });

  it('gets weeks instead when it is too small for days', () => {
    const of = (share: number) => {
      const found = noticesOf({ messages: messages.map((value) => Math.round(value * share)) });
      return [found.filter(({ days }) => days === 1).length, found.filter(({ days }) => days === 7).length] as const;
    };
    const [daysOfLarge, weeksOfLarge] = of(1);
    const [daysOfSmall, weeksOfSmall] = of(0.01);
    expect(weeksOfLarge).toBeLessThan(daysOfLarge / 4);
    expect(weeksOfSmall).toBeGreaterThan(daysOfSmall / 2);
  });
});

it('keeps the promised rate when the days are shuffled, whatever their numbers', () => {
  const random = new SeededRandom(17);
  for (const values of [messages, people, messages.map((value) => value ** 2)]) {
    const rounds = 12;
    let found = 0;
    for (let round = 0; round < rounds; round += 1) found += unusual(shuffled(values, random), dayRule, 240);
    const rate = found / rounds / ((values.length - 240) / 30.44);
    expect(Math.abs(rate - promised)).toBeLessThan(0.03);
  }
});

/** Days keep their weekday. */
function shuffled(values: readonly number[], random: SeededRandom): readonly number[] {
  const left = [0, 1, 2, 3, 4, 5, 6].map((weekday) => values.filter((_, day) => day % 7 === weekday));
  return values.map((_, day) => {
    const own = left[day % 7] ?? [];
    const [drawn] = own.splice(Math.floor(random.between(0, own.length)), 1);
    return drawn ?? 0;
  });
}

/** How many unusual periods there are from one on. */
function unusual(values: Figures, rule: NoticeRule, from = 0): number {
  const scored = new Map<NoticeSeries, ReturnType<typeof farOff>>([['messages', farOff(values, rule)]]);
  return unusualPeriods(scored, { rule, quiet: 0 }).filter(({ index }) => index >= from).length;
}

function noticesOf(figures: Readonly<Partial<Record<NoticeSeries, Figures>>>) {
  return unusualDaysAndWeeks(new Map(Object.entries(figures) as [NoticeSeries, Figures][]), 0);
}

function weekly(values: readonly number[]): readonly number[] {
  const weeks = Math.floor(values.length / 7);
  return Array.from({ length: weeks }, (_, week) => {
    return values.slice(week * 7, week * 7 + 7).reduce((sum, value) => sum + value, 0);
  });
}
