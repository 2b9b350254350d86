import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFinalSummaries } from '../../src/columns/day/final-summaries-bytes.ts';
import { seesAllChannels } from '../../src/core/channel.ts';
import { dayMs, hourMs, hoursOfMonth } from '../../src/core/time.ts';
import { Pruning } from '../../src/months/pruning.ts';
import { guildId } from '../query/a-store.ts';
import { questionsOn, reportOf, valuesIn } from '../query/ask.ts';
import {
  announced,
  aPruning,
  clock,
  deleted,
  everyHour,
  january,
  june,
  months,
  monthsWithCounters,
  partsOf,
  token,
  withMonths,
} from './old-months.ts';

describe('pruning', () => {
  it('keeps the open month and the given number of complete ones before it', async () => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      expect(await monthsWithCounters(store)).toEqual([january + 2, january + 3, january + 4, june]);
      expect((await store.prunedMonths(guildId)).map(({ month }) => month)).toEqual([january, january + 1]);
    });
  });

  it('keeps the full report of a pruned month for good', async () => {
    await withMonths(async (store) => {
      const ask = { guildId, type: 'full', channel: null, range: hoursOfMonth(january) } as const;
      const before = await reportOf(store, clock, ask);
      await deleted(store, 3);
      const after = await reportOf(store, clock, ask);
      expect(after).toEqual({ ...before, facts: { ...before.facts, prunedMonths: [january] } });
      expect(valuesIn(after)).toMatchObject({ totalUsers: 57, messages: 6, messagesPerUser: 3, activeUsers: 2 });
    });
  });

  it('keeps the days of a pruned month for good, and the active members up to 29 days after it', async () => {
    await withMonths(async (store) => {
      const days = { guildId, channel: null, view: seesAllChannels, about: 'activeDays', by: 'total' } as const;
      const ask = (from: number, to: number) => questionsOn(store, clock).ask({ ...days, range: { from, to } });
      const { from, to } = hoursOfMonth(january);
      const before = await ask(from, to + 29 * 24);
      await deleted(store, 3);
      const bytes = await store.finalSummaries(guildId, january);
      if (bytes === null) throw new Error('nothing is kept');
      const kept = decodeFinalSummaries(bytes);
      expect(kept.days).toEqual([
        {
          day: from / 24 + 1,
          people: 2,
          writers: 2,
          messages: 6,
          joins: 0,
          parts: 0,
          headcount: 57,
          voice: { talkers: 0, voiceSeconds: 0 },
        },
      ]);
      expect(kept).toMatchObject({ hours: [], channels: [], otherMessages: 6, channelDays: [], unreadable: [] });
      expect(kept.hoursOfWeek.filter(({ messages }) => messages > 0)).toEqual([
        { people: 1, messages: 2 },
        { people: 1, messages: 4 },
      ]);
      expect(kept.activeDays).toEqual(
        before.rows.map(({ key, values: { day, week, month, calendarMonth } }) => {
          const first = key.kind === 'period' ? key.from : -1;
          return { day: first / 24, active: day, week, thirtyDays: month, calendarMonth };
        }),
      );
      expect(kept.activeDays).toHaveLength(31 + 29);
    });
  });

  it('counts a day again whose summary is damaged, before its counters go', async () => {
    await withMonths(async (store, directory) => {
      await store.compact(hoursOfMonth(june).from);
      const file = new Database(join(directory, 'census.db'));
      expect(file.prepare("update day_summary set summary = x'09'").run().changes).toBeGreaterThan(0);
      file.close();
      await deleted(store, 3);
      const kept = decodeFinalSummaries((await store.finalSummaries(guildId, january)) ?? new Uint8Array(0));
      expect(kept.days).toMatchObject([{ day: hoursOfMonth(january).from / 24 + 1, people: 2, messages: 6 }]);
      expect(kept.unreadable).toEqual([]);
    });
  });

  it('keeps everything if no limit is set', async () => {
    await withMonths(async (store) => {
      await deleted(store, null, june + 1000);
      expect(await monthsWithCounters(store)).toEqual(months);
    });
  });

  it('does nothing again in the same month, and continues in the next', async () => {
    await withMonths(async (store) => {
      const { pruning, time, told } = aPruning(store, 4);
      await everyHour(pruning, time, june, 30);
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await everyHour(pruning, time, june + 1, 30);
      expect(await monthsWithCounters(store)).toEqual(months.slice(2));
      expect(told.announced).toEqual([[january], [january + 1]]);
      expect(told.deleted).toEqual([[january], [january + 1]]);
    });
  });

  it('never changes a month that is not sealed', async () => {
    await withMonths(async (store) => {
      await deleted(store, 1, june + 1000);
      expect(await monthsWithCounters(store)).toEqual([june]);
    });
  });

  it('stops between two months when aborted, and the next run continues', async () => {
    await withMonths(async (store) => {
      const stopping = new AbortController();
      const parts = partsOf(store);
      const pruneMonth: typeof store.pruneMonth = async (...given) => {
        await store.pruneMonth(...given);
        stopping.abort();
      };
      await announced(store, 1);
      const stopped = { ...parts, store: { ...parts.store, pruneMonth }, signal: stopping.signal };
      await new Pruning({ ...stopped, keepMonths: 1 }).run(june);
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await deleted(store, 1);
      expect(await monthsWithCounters(store)).toEqual(months.slice(4));
    });
  });

  it('leaves no token of a pruned month in any file, even after a crash before the last step', async () => {
    await withMonths(async (store, directory) => {
      const found = () => [0, 1].filter((index) => bytesOf(directory).includes(tokenBytes(january, index))).length;
      expect(found(), 'the scan finds what is there').toBe(2);
      const parts = partsOf(store);
      await announced(store, 1);
      const crashing = { ...parts.store, forget: () => Promise.reject(new Error('killed')) };
      await expect(new Pruning({ ...parts, store: crashing, keepMonths: 1 }).run(june)).rejects.toThrow('killed');
      await deleted(store, 1);
      expect(found()).toBe(0);
    });
  });
});

describe('a deletion', () => {
  it('is announced, and happens a day later, not a millisecond earlier', async () => {
    await withMonths(async (store) => {
      const { pruning, time, told } = aPruning(store, 3);
      await pruning.run(june);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [] });
      time.ms += dayMs - 1;
      await pruning.run(june);
      expect(await monthsWithCounters(store)).toEqual(months);
      time.ms += 1;
      await pruning.run(june);
      expect(await monthsWithCounters(store)).toEqual(months.slice(2));
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [[january, january + 1]] });
    });
  });

  it('is announced again by the next process, without a further delay', async () => {
    await withMonths(async (store) => {
      await aPruning(store, 4).pruning.run(june);
      const { pruning, time, told } = aPruning(store, 4);
      time.ms += dayMs - hourMs;
      await everyHour(pruning, time, june, 1);
      expect(told).toEqual({ announced: [[january]], deleted: [[january]] });
    });
  });

  it('of more months, if fewer are kept, is announced separately', async () => {
    await withMonths(async (store) => {
      await aPruning(store, 4).pruning.run(june);
      const { pruning, time, told } = aPruning(store, 3);
      time.ms += dayMs - hourMs;
      await everyHour(pruning, time, june, 1);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [[january]] });
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await everyHour(pruning, time, june, 21);
      expect(told.deleted).toEqual([[january]]);
      await pruning.run(june);
      expect(told.deleted).toEqual([[january], [january + 1]]);
    });
  });

  it.each([
    ['all months', null],
    ['more months', 5],
  ])('is withdrawn if %s are kept, and waits a day again afterwards', async (_what, more) => {
    await withMonths(async (store) => {
      await aPruning(store, 3).pruning.run(june);
      expect(await store.announcedDeletions(guildId)).toHaveLength(2);
      await aPruning(store, more).pruning.run(june);
      expect(await store.announcedDeletions(guildId)).toEqual([]);
      const { pruning, time, told } = aPruning(store, 3);
      time.ms += dayMs;
      await everyHour(pruning, time, june, 23);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [] });
      await pruning.run(june);
      expect(told.deleted).toEqual([[january, january + 1]]);
    });
  });

  it('happens in the hour after a day, in any order of changed limits, restarts and hours', {
    timeout: 60_000,
  }, async () => {
    const steps = fc.array(
      fc.record({ keepMonths: fc.constantFrom(null, 1, 2, 3, 4), hours: fc.integer({ min: 0, max: 30 }) }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(steps, (taken) =>
        withMonths(async (store) => {
          const dueIn = new Map(months.slice(0, -1).map((month) => [month, Number.POSITIVE_INFINITY]));
          let atMs = clock.now();
          for (const { keepMonths, hours } of taken) {
            const { pruning, time } = aPruning(store, keepMonths);
            time.ms = atMs;
            for (const [month, left] of dueIn) {
              const isOld = keepMonths !== null && month < june - keepMonths;
              dueIn.set(month, isOld ? Math.min(left, 24) : Number.POSITIVE_INFINITY);
            }
            await everyHour(pruning, time, june, hours);
            for (const [month, left] of dueIn) {
              if (left - hours <= 0) dueIn.delete(month);
              else dueIn.set(month, left - hours);
            }
            atMs += hours * hourMs;
            expect(await monthsWithCounters(store)).toEqual([...dueIn.keys(), june]);
          }
        }),
      ),
      { numRuns: 25 },
    );
  });
});

/** The form in which the store keeps it. */
function tokenBytes(month: number, index: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(token(month, index));
  return bytes;
}

function bytesOf(directory: string): Buffer {
  return Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
}
