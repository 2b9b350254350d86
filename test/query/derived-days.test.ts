import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Day, dayOfHour, hoursOfMonth } from '../../src/core/time.ts';
import { unknownCircumstances } from '../../src/query/circumstances.ts';
import type { Result } from '../../src/query/query.ts';
import type { QueryAbout } from '../../src/query/questions.ts';
import { guildId } from './a-store.ts';
import { questionsOn, storeWith } from './ask.ts';
import { channels, january, ranges, withWorld, worlds } from './questions/a-world.ts';
import { someDerivedDays } from './some-derived-days.ts';

const firstDay = dayOfHour(hoursOfMonth(january).from);

const view = (channel: { readonly number: number }) => channel.number % 3 !== 0;

type Asked =
  | QueryAbout<'series'>
  | QueryAbout<'hourOfWeek'>
  | QueryAbout<'channelTable'>
  | QueryAbout<'active'>
  | QueryAbout<'activeDays'>
  | QueryAbout<'activeInRange'>;

const queries: fc.Arbitrary<Asked> = fc
  .record({
    about: fc.constantFrom('series', 'series', 'hourOfWeek', 'channelTable', 'active', 'activeDays', 'activeInRange'),
    by: fc.constantFrom('hour', 'day', 'week', 'month', 'total'),
    range: ranges,
    channel: fc.constantFrom(null, ...channels),
    compareWith: fc.constantFrom('periodBefore', undefined),
  })
  .map(({ about, by, range, channel, compareWith }) => {
    const isOfDays = about.startsWith('active');
    const asked = isOfDays ? { from: dayOfHour(range.from) * 24, to: dayOfHour(range.to + 23) * 24 } : range;
    const query = { about, guildId, by, range: asked, channel: isOfDays ? null : channel, view };
    return { ...query, ...(compareWith === undefined ? {} : { compareWith }) } as Asked;
  });

it('every answer is the same from what is derived of days as from their counters', async () => {
  const closed = fc.array(fc.boolean(), { minLength: 100, maxLength: 100 });
  const questions = fc.array(queries, { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(worlds, closed, questions, async (world, isClosed, asked) => {
      await withWorld(world, async ({ store, clock, circumstances }) => {
        const isClosedDay = (day: Day) => isClosed[day - firstDay] ?? false;
        const rest = { ...unknownCircumstances, ...circumstances };
        const raw = questionsOn(storeWith(store, someDerivedDays(store)), clock, rest);
        const derived = questionsOn(storeWith(store, someDerivedDays(store, isClosedDay)), clock, rest);
        for (const query of asked) {
          expect(withoutQuery(await derived.ask(query))).toStrictEqual(withoutQuery(await raw.ask(query)));
        }
      });
    }),
    { numRuns: 20 },
  );
});

/** Queries have functions, which are equal to nothing but themselves. */
function withoutQuery({ query: _, before, ...result }: Result): object {
  return { ...result, before: before === null ? null : withoutQuery(before) };
}
