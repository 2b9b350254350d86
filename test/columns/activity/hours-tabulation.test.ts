import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HoursTabulation } from '../../../src/columns/activity/hours-tabulation.ts';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { countsInHour } from '../../../src/core/membership/trial-span.ts';
import { monthHours, naiveSums, someCounters } from '../some-counters.ts';

const anyHour = fc.integer({ min: monthHours.from, max: monthHours.from + 60 });
const window = fc.tuple(anyHour, anyHour).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const trialSpan = fc.record({ from: anyHour, to: fc.option(anyHour) });

it('members of windows equal a naive count, also with members in trial', () => {
  fc.assert(
    fc.property(
      someCounters({ members: 9 }),
      fc.array(window, { minLength: 1, maxLength: 32 }),
      fc.uniqueArray(fc.tuple(fc.nat(8), trialSpan), { selector: ([member]) => member, maxLength: 3 }),
      (counters, windows, spans) => {
        const trial = new Map(spans);
        const tabulation = new HoursTabulation(windows, trial);
        const hours = [...new Set(counters.map(({ hour }) => hour))];
        for (const hour of hours) tabulation.add([encodeColumns(counters.filter((counter) => counter.hour === hour))]);
        const expected = windows.map(({ from, to }) => {
          const active = naiveSums(counters).filter(({ hour, metric, member, amount }) => {
            const least = { msg: 1, voice: 1000 }[metric as string] ?? Number.POSITIVE_INFINITY;
            return hour >= from && hour < to && amount >= least && countsInHour(trial.get(member), hour);
          });
          return new Set(active.map(({ member }) => member)).size;
        });
        expect(tabulation.finish()).toEqual(expected);
      },
    ),
    { numRuns: 100 },
  );
});
