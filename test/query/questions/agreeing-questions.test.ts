import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour, monthsOfRange } from '../../../src/core/time.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { unknownCircumstances } from '../../../src/query/circumstances.ts';
import { wholeDaysAround } from '../../../src/query/days/whole-days.ts';
import { Questions } from '../../../src/query/questions.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
import { comparedMetrics } from '../../../src/query/usual/compared-metrics.ts';
import type { Value } from '../../../src/query/value.ts';
import { guildId } from '../a-store.ts';
import { storeWith, valuesIn } from '../ask.ts';
import { channels, january, ranges, type WorldDeps, withWorld, worlds } from './a-world.ts';

// Within a month, because a report is.
const cases = fc.record({
  world: worlds,
  range: ranges.map(({ from, to }): HourRange => ({ from, to: Math.min(to, hoursOfMonth(monthOfHour(from)).to) })),
  channel: fc.option(fc.constantFrom(...channels), { freq: 2 }),
  unreadable: fc.option(fc.nat(40 * 24)),
});

test('a report, a series and the active members of the same days know the same numbers', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ world, range, channel, unreadable }) => {
      if (range.from * hourMs > world.nowMs) return; // A series has no row then.
      await withWorld(world, async (deps) => {
        const month = monthOfHour(range.from);
        const broken = unreadable === null ? null : hoursOfMonth(january).from + unreadable;
        const questions = questionsOn(deps, broken);
        const asked = { guildId, range, channel, view: () => true };
        const report = valuesIn(await questions.ask({ ...asked, about: 'report', by: 'total' }));
        const series = valuesIn(await questions.ask({ ...asked, about: 'series', by: 'total' }));
        if (monthsOfRange(range).length === 1 && !(world.isPruned && month === january)) {
          for (const measure of ['messages', 'activeUsers', 'voiceUsers', 'joins', 'parts', 'totalUsers'] as const) {
            expect({ [measure]: report[measure] }).toEqual({ [measure]: series[measure] });
          }
          expect(reasonOf(report.voiceHours)).toEqual(reasonOf(series.voiceSeconds));
        }
        // Active members are counted by the day, and up to today.
        const isOfDays = range.from % 24 === 0 && range.to % 24 === 0;
        if (channel !== null || !isOfDays || (range.to - 24) * hourMs > world.nowMs) return;
        const active = valuesIn(await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }));
        expect(active.inRange).toEqual(series.people);
      });
    }),
    { numRuns: 25 },
  );
}, 120_000);

test('a channel has the same numbers in its own report and in a table of channels', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ world, range, unreadable }) => {
      if (world.isPruned && monthOfHour(range.from) === january) return;
      await withWorld(world, async (deps) => {
        const questions = questionsOn(deps, unreadable === null ? null : hoursOfMonth(january).from + unreadable);
        const asked = { guildId, range, view: () => true };
        const table = await questions.ask({ ...asked, about: 'channelTable', by: 'channel', channel: null });
        for (const { key, values } of table.rows) {
          if (key.kind !== 'channel') continue;
          const own = valuesIn(await questions.ask({ ...asked, about: 'report', by: 'total', channel: key.channel }));
          expect(own.messages).toEqual(values.messages);
          expect(reasonOf(own.voiceHours)).toEqual(reasonOf(values.voiceSeconds));
        }
      });
    }),
    { numRuns: 15 },
  );
}, 120_000);

function reasonOf(value: Value): Value | null {
  return typeof value === 'number' ? null : value;
}

/** @param broken An hour whose counters are unreadable, if there are any. */
function questionsOn({ store, ...deps }: WorldDeps, broken: number | null): Questions {
  const damaged = storeWith(store, {
    async *readCounters(id, range) {
      for await (const read of store.readCounters(id, range)) {
        const isHit = broken !== null && read.hours.from <= broken && broken < read.hours.to;
        yield isHit ? { ...read, blobs: read.blobs.map(() => Uint8Array.of(9)) } : read;
      }
    },
  });
  return new Questions({
    ...deps,
    store: damaged,
    activities: new MonthActivities(damaged),
    tabulator: new Tabulator(),
    circumstances: { ...unknownCircumstances, ...deps.circumstances },
  });
}

test('usual days, changes and comparisons have the numbers of series and of reports', async () => {
  const metrics = fc.constantFrom(...comparedMetrics);
  await fc.assert(
    fc.asyncProperty(cases, metrics, ranges, async ({ world, range, channel, unreadable }, metric, other) => {
      await withWorld(world, async (deps) => {
        const questions = questionsOn(deps, unreadable === null ? null : hoursOfMonth(january).from + unreadable);
        const asked = { guildId, channel, view: () => true };
        const days = wholeDaysAround(range);
        const series = await questions.ask({ ...asked, range: days, about: 'series', by: 'day' });
        const usual = await questions.ask({ ...asked, range, about: 'usual', by: 'day', metric });
        expect(usual.rows.map(({ key, values: { value, observedShare } }) => ({ key, value, observedShare }))).toEqual(
          series.rows.map(({ key, values }) => ({ key, value: values[metric], observedShare: values.observedShare })),
        );

        const compared = await questions.ask({ ...asked, range, with: other, about: 'compare', by: 'total' });
        const sides = [
          { of: range, facts: compared.facts, field: 'value' },
          { of: other, facts: compared.before?.facts, field: 'other' },
        ] as const;
        for (const { of, facts, field } of sides) {
          const total = await questions.ask({ ...asked, range: of, about: 'series', by: 'total' });
          expect(facts).toEqual(total.facts);
          for (const { key, values } of compared.rows) {
            const name = key.kind === 'group' ? key.name : '';
            if (name === 'peoplePerDay') continue;
            const known = total.rows[0]?.values[name as 'people'];
            expect({ name, value: values[field] }).toEqual({ name, value: known ?? { notKnown: 'running' } });
          }
        }

        const change = valuesIn(
          await questions.ask({ ...asked, range, about: 'change', by: 'total', metric: 'people' }),
        );
        const perDay = compared.rows.find(({ key }) => key.kind === 'group' && key.name === 'peoplePerDay');
        expect(change.perDay).toEqual(perDay?.values.value);
      });
    }),
    { numRuns: 15 },
  );
}, 120_000);

test('a card has the rounded numbers of the report, and kinds have the messages of it', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ world, range }) => {
      await withWorld(world, async (deps) => {
        const questions = questionsOn(deps, null);
        const month = hoursOfMonth(monthOfHour(range.from));
        const asked = { guildId, range: month, channel: null, view: () => true, by: 'total' } as const;
        const card = await questions.ask({ ...asked, about: 'card' });
        const report = valuesIn(await questions.ask({ ...asked, about: 'report' }));
        const kinds = await questions.ask({ ...asked, about: 'kinds' });
        expect(kinds.rows.at(-1)?.key).toEqual({ kind: 'group', name: 'reaction.other' });
        const { messages, totalUsers } = valuesIn(card);
        if (!card.facts.isSealed) return expect(messages).toEqual({ notKnown: 'running' });
        if (typeof messages === 'number') expect(messages).toBe(Number(Number(report.messages).toPrecision(2)));
        if (typeof totalUsers === 'number') expect(Math.abs(totalUsers - Number(report.totalUsers))).toBeLessThan(3);
      });
    }),
    { numRuns: 15 },
  );
}, 120_000);
