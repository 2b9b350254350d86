import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HourRange, hourMs, hoursOfMonth, monthOfHour, monthsOfRange } from '../../../src/core/time.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { unknownCircumstances } from '../../../src/query/circumstances.ts';
import { Questions } from '../../../src/query/questions.ts';
import { Tabulator } from '../../../src/query/reports/tabulator.ts';
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
    { numRuns: 50 },
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
    { numRuns: 30 },
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
