import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour } from '../../../../src/core/time.ts';
import { compare, comparedQuantities } from '../../../../src/query/questions/compared/compare.ts';
import { chanceOf } from '../../../../src/query/usual/mark.ts';
import { isBetween, type Value } from '../../../../src/query/value.ts';
import { guildId } from '../../a-store.ts';
import { channels, february, january, march, ranges, type World, withWorld } from '../a-world.ts';
import { naiveMinutes } from '../naive-hours.ts';
import { naiveSeries } from '../naive-series.ts';
import { longWorlds } from './long-worlds.ts';
import { isGone as isGoneDay, naiveMean } from './naive-means.ts';

const someRanges = fc.oneof(ranges, fc.constantFrom(...[january, february, march].map(hoursOfMonth)));
const why = (reason: string) => ({ notKnown: reason });

it('two ranges have the numbers of naive series, and changes only where they compare', async () => {
  const asked = fc.record({
    range: someRanges,
    other: someRanges,
    shift: fc.option(fc.integer({ min: 1, max: 4 })),
    channel: fc.option(fc.constantFrom(...channels), { freq: 2 }),
  });
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(longWorlds, asked, async (world, { range, other, shift, channel }) => {
      const against = shift === null ? other : { from: range.from - shift * 168, to: range.to - shift * 168 };
      await withWorld(world, async (deps) => {
        const query = { about: 'compare', guildId, range, by: 'total', channel, view: () => true } as const;
        const result = await compare({ ...query, with: against }, deps);
        expect(result.before?.query.range).toEqual(against);
        const names = result.rows.map(({ key }) => (key.kind === 'group' ? key.name : ''));
        expect(names).toEqual(
          comparedQuantities.filter((name) => channel === null || (name !== 'joins' && name !== 'parts')),
        );
        const [one, two] = [range, against].map((each) => naiveSide(world, each, channel?.number ?? null));
        if (one === undefined || two === undefined) throw new Error('there are two sides');
        for (const [index, { values }] of result.rows.entries()) {
          const name = names[index] ?? '';
          const [value, otherValue] = [one.values[name] as Value, two.values[name] as Value];
          expect({ name, value: values.value, other: values.other }).toEqual({ name, value, other: otherValue });
          const isAlike =
            !one.isGone &&
            !two.isGone &&
            Math.abs(one.share - two.share) <= 0.02 &&
            (one.passed === two.passed || areMonths(one, two));
          const rates = [one, two].map((side) => rate(side.values[name] as Value, side));
          const isOfPeople = name.startsWith('people');
          if (isOfPeople)
            expect([values.perHour, values.otherPerHour]).toEqual([why('notComparable'), why('notComparable')]);
          else expectClose([values.perHour, values.otherPerHour], rates);
          if (name === 'people' && isAlike) expect(values.marked).toEqual(naiveMark(otherValue, value));
          else expect(values.marked).toEqual(why('notComparable'));
          const [a, b] = isOfPeople || isAlike ? [value, otherValue] : (rates as [Value, Value]);
          if (name === 'people' && !isAlike) expect(values.change).toEqual(why('notComparable'));
          else if (typeof a !== 'number') expect(values.change).toEqual(isBetween(a) ? why('notComparable') : a);
          else if (typeof b !== 'number') expect(values.change).toEqual(isBetween(b) ? why('notComparable') : b);
          else if (Math.min(one.size(name), two.size(name)) < 20) expect(values.change).toEqual(why('tooFew'));
          else {
            expect(values.change).toBeCloseTo(a / b - 1, 9);
            compared += 1;
          }
        }
      });
    }),
    { numRuns: 40 },
  );
  expect(compared).toBeGreaterThan(10);
}, 120_000);

interface NaiveSide {
  readonly isGone: boolean;
  readonly range: HourRange;
  readonly nowMs: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly share: number;
  /** In hours. */
  readonly passed: number;
  readonly observed: number;
  size(name: string): number;
}

function naiveSide(world: World, range: HourRange, channel: number | null): NaiveSide {
  const mean = naiveMean(world, range, 'people', channel);
  const perDay = 'notKnown' in mean ? mean : mean.value / mean.days;
  const values: Record<string, Value> = {
    ...Object.fromEntries(comparedQuantities.map((name) => [name, why('running') as Value])),
    ...naiveSeries(world, range, 'total', channel)[0]?.values,
    peoplePerDay: perDay,
  };
  const { passed, observed } = naiveMinutes(world, range);
  const size = (name: string) => {
    if (name === 'peoplePerDay') return 'notKnown' in mean ? 0 : mean.value;
    const value = values[name];
    return typeof value === 'number' ? value / (name === 'voiceSeconds' ? 3600 : 1) : 0;
  };
  const share = passed === 0 ? 0 : observed / passed;
  const hours = Array.from({ length: range.to - range.from }, (_, index) => range.from + index);
  const isGone = hours.some((hour) => isGoneDay(world, hour));
  return { isGone, range, nowMs: world.nowMs, values, share, passed: passed / 60, observed: observed / 60, size };
}

function areMonths(...sides: readonly NaiveSide[]): boolean {
  const months = sides.map(({ range, nowMs }) => {
    const [first, last] = [hoursOfMonth(monthOfHour(range.from)), hoursOfMonth(monthOfHour(range.to - 1))];
    const isWhole = first.from === range.from && last.to === range.to && range.to * hourMs <= nowMs;
    return isWhole ? monthOfHour(range.to - 1) - monthOfHour(range.from) : null;
  });
  return months[0] !== null && months[0] === months[1];
}

function rate(value: Value, { observed, isGone }: NaiveSide): Value {
  if (typeof value !== 'number') return value;
  if (isGone) return why('deleted') as Value;
  return observed === 0 ? (why('notObserved') as Value) : value / observed;
}

function expectClose(found: readonly Value[], expected: readonly Value[]): void {
  for (const [index, value] of expected.entries()) {
    if (typeof value === 'number') expect(found[index]).toBeCloseTo(value, 9);
    else expect(found[index]).toEqual(value);
  }
}

/** Tries every pair of numbers within the bounds. */
function naiveMark(before: Value, now: Value): Value {
  if (typeof now === 'object' && 'notKnown' in now) return now;
  if (typeof before === 'object' && 'notKnown' in before) return before;
  const within = (value: Value): readonly number[] => {
    if (!isBetween(value)) return [value as number];
    return Array.from({ length: value.high - value.low + 1 }, (_, index) => value.low + index);
  };
  const marks = within(before).flatMap((b) =>
    within(now).map((n) => (Math.abs(n - b) >= 5 && chanceOf(b, n) < 0.05 ? Math.sign(n - b) : 0)),
  );
  return marks.every((each) => each === marks[0]) ? (marks[0] ?? 0) : 0;
}
