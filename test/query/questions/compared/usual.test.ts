import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Channel } from '../../../../src/core/channel.ts';
import type { GuildEvent } from '../../../../src/core/events/event.ts';
import { type HourRange, hourMs, hoursOfMonth } from '../../../../src/core/time.ts';
import { usual } from '../../../../src/query/questions/compared/usual.ts';
import { comparedMetrics } from '../../../../src/query/usual/compared-metrics.ts';
import type { Value } from '../../../../src/query/value.ts';
import { guildId } from '../../a-store.ts';
import { storeWith } from '../../ask.ts';
import { channels, january, ranges, type World, withWorld } from '../a-world.ts';
import { naiveSeries } from '../naive-series.ts';
import { longWorlds } from './long-worlds.ts';
import { isGone as isGoneDay } from './naive-means.ts';

it('a day is beside the last eight same weekdays of a naive series, over gaps, months of any state and now', async () => {
  const asked = fc.record({
    range: ranges,
    metric: fc.constantFrom(...comparedMetrics),
    channel: fc.option(fc.constantFrom(...channels), { freq: 2 }),
    events: fc.array(someEvents, { maxLength: 3 }),
  });
  let judged = 0;
  await fc.assert(
    fc.asyncProperty(longWorlds, asked, async (world, { range, metric, channel, events }) => {
      await withWorld(world, async (given) => {
        const deps = { ...given, store: storeWith(given.store, { events: async () => events }) };
        const query = {
          about: 'usual',
          guildId,
          range,
          by: 'day',
          channel,
          view: (one: Channel) => one.number !== hidden,
          metric,
        } as const;
        const { rows } = await usual(query, deps);
        const found = rows.map(({ key, values: { observedShare: _, ...values } }) => ({ ...key, values }));
        expect(found).toEqual(naiveUsual(world, range, metric, channel, events));
        judged += rows.filter(({ values }) => typeof values.unusual === 'number').length;
      });
    }),
    { numRuns: 40 },
  );
  expect(judged).toBeGreaterThan(50);
}, 120_000);

/** A channel that the asker does not see. It may be asked for nevertheless, as by the command line. */
const hidden = 3;

const someEvents: fc.Arbitrary<GuildEvent> = fc
  .record({
    day: fc.integer({ min: 0, max: 90 }),
    hours: fc.integer({ min: 1, max: 80 }),
    channel: fc.option(fc.constantFrom(...channels)),
    isRecurring: fc.boolean(),
  })
  .map(({ day, hours, channel, isRecurring }) => {
    const from = hoursOfMonth(january).from + day * 24 + 7;
    const event = { id: 1, name: 'Fair', discordId: null, isRecurring };
    return { ...event, from, to: from + hours, channelId: channel?.id ?? null };
  });

function isSpecial(day: number, channel: Channel | null, events: readonly GuildEvent[]): boolean {
  const hours = Array.from({ length: 24 }, (_, hour) => day * 24 + hour);
  return events.some(({ from, to, channelId, isRecurring }) => {
    const own = channels.find(({ id }) => id === channelId);
    const concerns = own === undefined || (own.number !== hidden && (channel === null || channel.id === own.id));
    return concerns && !isRecurring && hours.some((hour) => hour >= from && hour < to);
  });
}

function naiveUsual(
  world: World,
  range: HourRange,
  metric: (typeof comparedMetrics)[number],
  channel: Channel | null,
  events: readonly GuildEvent[],
) {
  const [from, to] = [Math.floor(range.from / 24), Math.ceil(range.to / 24)];
  const days = new Map(
    naiveSeries(world, { from: (from - 112) * 24, to: to * 24 }, 'day', channel?.number ?? null).map((row) => [
      (row.from ?? 0) / 24,
      { value: row.values[metric] as Value, share: row.share },
    ]),
  );
  const found = [];
  for (let day = from; day < to; day += 1) {
    const own = days.get(day);
    if (own === undefined) continue;
    const before: number[] = [];
    let isGone = false;
    for (let week = 1; day - week * 7 >= from - 112 && before.length < 8; week += 1) {
      const earlier = days.get(day - week * 7);
      const value = earlier?.value ?? 0;
      isGone ||= isGoneDay(world, (day - week * 7) * 24);
      isGone ||= typeof value === 'object' && 'notKnown' in value && value.notKnown === 'deleted';
      if (isSpecial(day - week * 7, channel, events)) continue;
      if (typeof earlier?.value === 'number' && earlier.share > 0.9499999) before.push(earlier.value);
    }
    const eight = before.slice(0, 8);
    const isKnown = eight.length === 8 && !isGone;
    const why: Value = { notKnown: isGone ? 'deleted' : 'learning' };
    const [low, high] = [Math.min(...eight), Math.max(...eight)];
    let unusual: Value = isKnown ? 0 : why;
    if (typeof own.value !== 'number') unusual = own.value;
    else if ((day + 1) * 24 * hourMs > world.nowMs) unusual = { notKnown: 'running' };
    else if (isGoneDay(world, day * 24)) unusual = { notKnown: 'deleted' };
    else if (own.share < 0.9499999) unusual = { notKnown: 'notObserved' };
    else if (isKnown && own.value > high) unusual = 1;
    else if (isKnown && own.value < low) unusual = -1;
    found.push({
      kind: 'period',
      from: day * 24,
      to: day * 24 + 24,
      values: {
        value: own.value,
        usualLow: isKnown ? low : why,
        usualHigh: isKnown ? high : why,
        unusual,
      },
    });
  }
  return found;
}
