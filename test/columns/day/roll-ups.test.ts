import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { Tabulation, type TabulationPlan } from '../../../src/columns/tabulation.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { byDay, naiveRollUp } from '../naive-roll-up.ts';
import { monthHours, naiveSums, someCounters } from '../some-counters.ts';

/** The totals of the days, each from its counters or from its roll-up, ascending by key. Those of nothing are left out. */
function totalsFrom(days: readonly (readonly Counter[])[], plan: TabulationPlan, isRolledUp: (day: number) => boolean) {
  const tabulation = new Tabulation(plan);
  days.forEach((counters, index) => {
    if (isRolledUp(index)) tabulation.addRollUp(naiveRollUp(counters));
    else tabulation.add([encodeColumns(counters)]);
  });
  while (tabulation.advance() < 1);
  return tabulation
    .totals()
    .filter(({ messages, voice, joins, parts, headcountHour }) => {
      return messages.users > 0 || voice.users > 0 || joins > 0 || parts > 0 || headcountHour >= 0;
    })
    .sort((one, other) => one.key - other.key);
}

describe('roll-ups of days', () => {
  it.each(['full', 'weekday'] as const)('have exactly the totals of their counters in a %s report', (type) => {
    fc.assert(
      fc.property(someCounters({ members: 9 }), fc.array(fc.boolean(), { minLength: 31 }), (counters, choices) => {
        const days = byDay(naiveSums(counters));
        const plan = { type, channel: null, range: monthHours };
        const raw = totalsFrom(days, plan, () => false);
        expect(totalsFrom(days, plan, (day) => choices[day] === true)).toEqual(raw);
        expect(totalsFrom(days, plan, () => true)).toEqual(raw);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['hourly', null],
    ['channels', null],
    ['full', 1],
  ] as const)('have no %s report of channel %s', (type, channel) => {
    const tabulation = new Tabulation({ type, channel, range: monthHours });
    expect(() => tabulation.addRollUp(encodeColumns([]))).toThrow('a roll-up does not have that');
  });
});
