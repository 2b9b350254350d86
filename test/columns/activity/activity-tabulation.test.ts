import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActivityTabulation } from '../../../src/columns/activity/activity-tabulation.ts';
import { encodeColumns } from '../../../src/columns/columns.ts';
import type { Counter } from '../../../src/core/counter.ts';
import type { TrialSpans } from '../../../src/core/membership/trial-span.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';
import { month, monthHours, naiveSums, someCounters } from '../some-counters.ts';

describe('a month’s activity', () => {
  it('includes members with a message, or with a second of voice within one hour and channel', () => {
    const tabulation = new ActivityTabulation();
    fc.assert(
      fc.property(fc.array(someCounters(), { minLength: 1, maxLength: 3 }), (batches) => {
        const activity = activityOf(tabulation, batches);
        const active = naivelyActive(batches.flat());
        for (let from = 0; from < 31; from += 3) {
          for (let to = from + 1; to <= 31; to += 4) {
            const isWithin = (hour: number) => hour >= from * 24 && hour < to * 24;
            expect(activity.activeOn(from, to)).toBe(membersOf(active, isWithin).size);
          }
        }
        for (let hour = 0; hour <= 744; hour += 31) {
          const since = membersOf(active, (other) => other >= hour);
          expect(activity.activeSince(monthHours.from + hour)).toBe(since.size);
        }
      }),
    );
  });

  it('counts the members active before a day, after it, and both', () => {
    const tabulation = new ActivityTabulation();
    const days = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(someCounters(), days, days, days, (counters, day, before, after) => {
        const active = naivelyActive(counters);
        const earlier = membersOf(active, (hour) => hour >= (day - before) * 24 && hour < day * 24);
        const later = membersOf(active, (hour) => hour >= day * 24 && hour < (day + after) * 24);
        const both = [...earlier].filter((member) => later.has(member)).length;
        expect(activityOf(tabulation, [counters]).activeAround(day, before, after)).toEqual({
          earlier: earlier.size,
          later: later.size,
          both,
        });
      }),
    );
  });

  it('excludes activity in trial', () => {
    const tabulation = new ActivityTabulation();
    const span = fc
      .tuple(fc.nat(743), fc.option(fc.nat(743)))
      .map(([from, length]) => ({ from, to: length === null ? null : from + length }));
    fc.assert(
      fc.property(someCounters(), fc.dictionary(fc.nat(6).map(String), span), (counters, trials) => {
        const active = naivelyActive(counters).filter(({ hour, member }) => {
          const trial = trials[member];
          return trial === undefined || !(hour >= trial.from && hour < (trial.to ?? 744));
        });
        const { from } = monthHours;
        const spans = Object.entries(trials).map(
          ([member, { from: first, to }]) =>
            [Number(member), { from: from + first, to: to === null ? null : from + to }] as const,
        );
        const activity = activityOf(tabulation, [counters], new Map(spans));
        for (let day = 0; day < 31; day += 1) {
          const onDay = membersOf(active, (hour) => Math.floor(hour / 24) === day);
          expect(activity.activeOn(day, day + 1)).toBe(onDay.size);
        }
        for (let hour = 0; hour <= 744; hour += 31) {
          expect(activity.activeSince(from + hour)).toBe(membersOf(active, (other) => other >= hour).size);
        }
      }),
    );
  });

  it('forgets the previous month', () => {
    const tabulation = new ActivityTabulation();
    const counter: Counter = { hour: monthHours.from + 700, metric: 'msg', channel: 1, member: 4, amount: 1 };
    activityOf(tabulation, [[counter]], new Map([[4, { from: 0, to: null }]]));
    tabulation.begin(hoursOfMonth(month + 1));
    const next = hoursOfMonth(month + 1).from;
    tabulation.add([encodeColumns([{ ...counter, hour: next }])]);
    const activity = tabulation.finish();
    expect(activity.activeOn(0, 30)).toBe(1);
    expect(activity.activeSince(next)).toBe(1);
    expect(activity.activeSince(next + 1)).toBe(0);
  });
});

function activityOf(tabulation: ActivityTabulation, batches: readonly (readonly Counter[])[], trial?: TrialSpans) {
  tabulation.begin(monthHours, trial);
  tabulation.add(batches.map((batch) => encodeColumns(naiveSums(batch))));
  return tabulation.finish();
}

/** Hours of the month, and members. */
function naivelyActive(counters: readonly Counter[]): readonly { readonly hour: number; readonly member: number }[] {
  return naiveSums(counters)
    .filter(({ metric, amount }) => (metric === 'msg' && amount >= 1) || (metric === 'voice' && amount >= 1000))
    .map(({ hour, member }) => ({ hour: hour - monthHours.from, member }));
}

function membersOf(active: ReturnType<typeof naivelyActive>, isWithin: (hour: number) => boolean): Set<number> {
  return new Set(active.filter(({ hour }) => isWithin(hour)).map(({ member }) => member));
}
