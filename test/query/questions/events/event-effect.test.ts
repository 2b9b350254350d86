import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type HourRange, hourMs, hoursOfMonth } from '../../../../src/core/time.ts';
import { eventEffect } from '../../../../src/query/questions/events/event-effect.ts';
import { isNotKnown, type Value } from '../../../../src/query/value.ts';
import { guildId } from '../../a-store.ts';
import { channels, february, type World, withWorld } from '../a-world.ts';
import { longWorlds } from '../compared/long-worlds.ts';
import { isGone } from '../compared/naive-means.ts';
import { naiveMinutes } from '../naive-hours.ts';
import { naiveSeries } from '../naive-series.ts';

const start = hoursOfMonth(february).from;
const week = 168;
const why = (reason: string) => ({ notKnown: reason }) as Value;

const events = fc
  .record({
    from: fc.integer({ min: 0, max: 50 * 24 }),
    hours: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 150, max: 400 })),
  })
  .map(({ from, hours }): HourRange => ({ from: start + from, to: start + from + hours }));

it('an event has the numbers of naive series, beside those of the same hours before it', async () => {
  const asked = fc.record({ range: events, channel: fc.option(fc.constantFrom(...channels), { freq: 2 }) });
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(longWorlds, asked, async (world, { range, channel }) => {
      await withWorld(world, async (deps) => {
        const query = { about: 'eventEffect', guildId, range, by: 'total', channel, view: () => true } as const;
        const { rows } = await eventEffect(query, deps);
        const after = { from: range.to, to: range.to + week };
        const quantities = ['people', 'messages', 'voiceSeconds', ...(channel === null ? ['joins'] : [])];
        const expected = [
          ...quantities.map((name) => [
            `during.${name}`,
            naiveEffect(world, name, range, range, channel?.number ?? null),
          ]),
          ...quantities.map((name) => [
            `after.${name}`,
            naiveEffect(world, name, after, range, channel?.number ?? null),
          ]),
        ];
        expect(rows.map(({ key, values }) => [key.kind === 'group' ? key.name : '', values])).toEqual(expected);
        judged += rows.filter(({ values }) => typeof values.unusual === 'number').length;
      });
    }),
    { numRuns: 30 },
  );
  expect(judged).toBeGreaterThan(10);
}, 240_000);

function naiveEffect(world: World, name: string, span: HourRange, event: HourRange, channel: number | null) {
  const numbers = sameHours(span, event).flatMap((before) => {
    const side = naiveSide(world, before, channel, name);
    return side.isObserved && typeof side.value === 'number' ? [side.value] : [];
  });
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const own = naiveSide(world, span, channel, name);
  const learning = sorted.length < 4;
  const [least, greatest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const median = ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.ceil(middle - 0.5)] ?? 0)) / 2;
  const usual = learning
    ? { usual: why('learning'), usualLow: why('learning'), usualHigh: why('learning') }
    : { usual: median, usualLow: least, usualHigh: greatest };
  return { value: own.value, ...usual, weeks: sorted.length, unusual: unusual() };

  function unusual(): Value {
    if (isNotKnown(own.value)) return own.value;
    if (span.to * hourMs > world.nowMs) return why('running');
    if (!own.isObserved) return why('notObserved');
    if (typeof own.value !== 'number') return why('notComparable');
    if (learning) return why('learning');
    if (own.value > greatest) return 1;
    return own.value < least ? -1 : 0;
  }
}

/** Week by week back, each time that lies before the event and has no hour in common with a later one. */
function sameHours(span: HourRange, event: HourRange): readonly HourRange[] {
  const found: HourRange[] = [];
  for (let moved = week; found.length < 8; moved += week) {
    const before = { from: span.from - moved, to: span.to - moved };
    if (before.to <= (found.at(-1)?.from ?? event.from)) found.push(before);
  }
  return found;
}

function naiveSide(world: World, range: HourRange, channel: number | null, name: string) {
  const values = naiveSeries(world, range, 'total', channel)[0]?.values;
  const { passed, observed } = naiveMinutes(world, range);
  const hours = Array.from({ length: range.to - range.from }, (_, index) => range.from + index);
  const isObserved = passed > 0 && observed / passed >= 0.95 && !hours.some((hour) => isGone(world, hour));
  const value = (values?.[name as keyof typeof values] ?? why('running')) as Value;
  return { value, isObserved };
}
