import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CounterList } from '../../../src/columns/blob/counter-list.ts';
import { MemberMarks } from '../../../src/columns/series/member-marks.ts';
import { MemberSet } from '../../../src/columns/series/member-set.ts';

/** Any member numbers, often of the same words and of the ends of these. */
const members = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 24 - 1 }),
  fc.integer({ min: 0, max: 70 }),
  fc.constantFrom(31, 32, 63),
);
const counters = fc.array(fc.tuple(members, fc.constantFrom(1, 999, 1000, 5000)), { maxLength: 30 });

it('a set of members has as many as a set of numbers', () => {
  fc.assert(
    fc.property(fc.array(counters), (lists) => {
      const set = new MemberSet();
      const expected = new Set<number>();
      for (const drawn of lists) {
        set.add(listOf(drawn), 1000);
        for (const [member, amount] of drawn) if (amount >= 1000) expected.add(member);
        expect(set.size).toBe(expected.size);
      }
    }),
    { numRuns: 50 },
  );
});

it('marked members are counted once in each round and kind', () => {
  const steps = fc.array(
    fc.oneof(fc.constant('begin' as const), fc.tuple(fc.constantFrom('msg' as const, 'voice' as const), counters)),
  );
  fc.assert(
    fc.property(steps, (drawn) => {
      const marks = new MemberMarks();
      marks.begin();
      let [wrote, talked] = [new Set<number>(), new Set<number>()];
      for (const step of drawn) {
        if (step === 'begin') {
          marks.begin();
          [wrote, talked] = [new Set(), new Set()];
          continue;
        }
        const [metric, list] = step;
        marks.note(listOf(list), metric);
        for (const [member, amount] of list) {
          if (metric === 'msg') wrote.add(member);
          else if (amount >= 1000) talked.add(member);
        }
        const active = new Set([...wrote, ...talked]).size;
        expect(marks.marked).toEqual({ wrote: wrote.size, talked: talked.size, active });
      }
    }),
    { numRuns: 50 },
  );
});

function listOf(drawn: readonly (readonly [number, number])[]): CounterList {
  const list = new CounterList();
  for (const [member, amount] of drawn) list.push(member, amount);
  return list;
}
