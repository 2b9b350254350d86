import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsByHour } from '../../src/columns/columns.ts';
import { Tally, type TallyDelta } from '../../src/columns/tally.ts';
import type { Counter } from '../../src/core/counter.ts';
import { hoursOfMonth } from '../../src/core/time.ts';
import { countersIn } from './counters-in.ts';
import { month, monthHours, naiveSums, someCounters } from './some-counters.ts';

function count(tally: Tally, guildId: string, counters: readonly Counter[]): void {
  for (const { hour, metric, channel, member, amount } of counters) {
    if (metric === 'total_users') tally.setHeadcount(guildId, hour, amount);
    else tally.add(guildId, hour, metric, channel, member, amount);
  }
}

function countersOf({ columns }: TallyDelta): Counter[] {
  return countersIn(columns);
}

function hasMemberOfItsOwn({ metric }: Counter): boolean {
  return metric === 'msg' || metric === 'voice';
}

describe('a tally', () => {
  it('refuses counters that cannot be encoded', () => {
    const tally = new Tally();
    expect(() => tally.add('1', monthHours.from, 'msg', 0, 5, 1)).toThrow('not a counter: msg with channel 0');
    expect(() => tally.add('1', monthHours.from, 'join', 3, 0, 1)).toThrow(RangeError);
    expect(tally.drain()).toEqual([]);
  });

  it('returns the sums of each guild', () => {
    fc.assert(
      fc.property(someCounters(), someCounters(), (first, second) => {
        const tally = new Tally();
        count(tally, '1', first);
        count(tally, '2', second);
        count(tally, '1', first);
        const expected = { 1: naiveSums([...first, ...first]), 2: naiveSums(second) };

        const deltas = tally.drain();
        for (const guildId of ['1', '2'] as const) {
          const ofGuild = deltas.filter((delta) => delta.guildId === guildId);
          expect(ofGuild.length).toBe(expected[guildId].length === 0 ? 0 : 1);
          expect(ofGuild.flatMap(countersOf)).toEqual(expected[guildId]);
        }
      }),
    );
  });

  it('forgets one member of one guild, and nothing else', () => {
    fc.assert(
      fc.property(someCounters(), someCounters(), fc.nat(20), (first, second, choice) => {
        const named = first.filter(hasMemberOfItsOwn);
        const member = named[choice % Math.max(1, named.length)]?.member ?? 1;
        const tally = new Tally();
        count(tally, '1', first);
        count(tally, '2', second);
        tally.forget('1', member);
        tally.forget('3', member);
        const kept = first.filter((counter) => !hasMemberOfItsOwn(counter) || counter.member !== member);
        const expected = { 1: naiveSums(kept), 2: naiveSums(second) };

        const deltas = tally.drain();
        for (const guildId of ['1', '2'] as const) {
          const ofGuild = deltas.filter((delta) => delta.guildId === guildId);
          expect(ofGuild.length).toBe(expected[guildId].length === 0 ? 0 : 1);
          expect(ofGuild.flatMap(countersOf)).toEqual(expected[guildId]);
        }
      }),
    );
  });

  it('behaves like a new one after it was drained', () => {
    fc.assert(
      fc.property(fc.array(someCounters(), { maxLength: 4 }), (rounds) => {
        const tally = new Tally();
        for (const counters of rounds) {
          count(tally, '1', counters);
          expect(tally.drain().flatMap(countersOf)).toEqual(naiveSums(counters));
        }
      }),
    );
  });

  it('returns one delta per month, with its hours', () => {
    const tally = new Tally();
    const next = hoursOfMonth(month + 1).from;
    tally.add('1', next, 'msg', 70_000, 3, 1);
    tally.add('1', next - 1, 'msg', 1, 3, 1);
    tally.add('1', next + 5, 'join', 0, 0, 1);
    tally.add('1', monthHours.from, 'voice', 2, 4, 3_600_000);
    const deltas = tally.drain();
    expect(deltas.map(({ month, hours }) => ({ month, hours }))).toEqual([
      { month, hours: { from: monthHours.from, to: next } },
      { month: month + 1, hours: { from: next, to: next + 6 } },
    ]);
    for (const { hours, columns } of deltas) {
      const counted = columnsByHour(columns).map(({ hour }) => hour);
      expect({ from: counted[0], to: (counted.at(-1) ?? 0) + 1 }).toEqual(hours);
    }
  });

  it('is empty at first and after it was drained', () => {
    const tally = new Tally();
    expect(tally.drain()).toEqual([]);
    tally.setHeadcount('1', monthHours.from, 5);
    tally.setHeadcount('1', monthHours.from, 6);
    expect(tally.drain().flatMap(countersOf)).toEqual([
      { hour: monthHours.from, metric: 'total_users', channel: 0, member: 0, amount: 6 },
    ]);
    expect(tally.drain()).toEqual([]);
  });

  it('forgets a guild and returns the hours of its counters', () => {
    const tally = new Tally();
    tally.add('1', monthHours.from + 5, 'msg', 1, 3, 1);
    tally.add('1', monthHours.from + 2, 'join', 0, 0, 1);
    tally.add('2', monthHours.from, 'msg', 1, 3, 1);
    expect(tally.forgetGuild('1')).toEqual({ from: monthHours.from + 2, to: monthHours.from + 6 });
    expect(tally.forgetGuild('1')).toBeNull();
    expect(tally.drain().map(({ guildId }) => guildId)).toEqual(['2']);
  });

  it('ignores an amount of 0', () => {
    const tally = new Tally();
    tally.add('1', monthHours.from, 'voice', 2, 4, 0);
    expect(tally.drain()).toEqual([]);
  });
});
