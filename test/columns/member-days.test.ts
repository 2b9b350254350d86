import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeColumns } from '../../src/columns/columns.ts';
import { MemberDays } from '../../src/columns/member-days.ts';
import type { Counter } from '../../src/core/counter.ts';
import { dayOfHour } from '../../src/core/time.ts';
import { monthHours, naiveSums, someCounters } from './some-counters.ts';

const hour = monthHours.from;

function daysOf(member: number, ...blobs: readonly (readonly Counter[])[]): number[] {
  const days = new MemberDays(member);
  for (const counters of blobs) days.add(encodeColumns(counters));
  return [...days.days].sort();
}

function voice(amount: number, channel = 1): Counter {
  return { hour, metric: 'voice', channel, member: 7, amount };
}

it('a member is active on days with a message, or a second of voice in one hour and channel', () => {
  fc.assert(
    fc.property(someCounters({ members: 5 }), someCounters({ members: 5 }), fc.nat(5), (first, second, member) => {
      const active = naiveSums([...first, ...second]).filter(
        (counter) =>
          counter.member === member &&
          (counter.metric === 'msg' || (counter.metric === 'voice' && counter.amount >= 1000)),
      );
      const expected = [...new Set(active.map((counter) => dayOfHour(counter.hour)))].sort();
      expect(daysOf(member, first, second)).toEqual(expected);
    }),
  );
});

it('a second of voice may be spread over several blobs, but not over several channels', () => {
  expect(daysOf(7, [voice(600)], [voice(400)])).toEqual([dayOfHour(hour)]);
  expect(daysOf(7, [voice(600)], [voice(399)])).toEqual([]);
  expect(daysOf(7, [voice(600), voice(400, 2)])).toEqual([]);
});
