import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counter } from '../../src/core/counter.ts';
import { dayMs, hourMs, hoursOfMonth } from '../../src/core/time.ts';
import { UserError } from '../../src/core/user-error.ts';
import { Exporter } from '../../src/report/exporter.ts';
import { Reporter } from '../../src/report/reporter.ts';
import { Retention, type RetentionParts } from '../../src/report/retention.ts';
import type { SqliteStore } from '../../src/store/sqlite-store.ts';
import { aBatch } from '../store/a-batch.ts';
import { aChannel, deltasOf, guildId, membersOf, withStore } from './a-store.ts';
import { gunzipElsewhere, parseCsv } from './naive-csv.ts';

const january = 2018 * 12;
const june = january + 5;
const clock = { now: () => Date.UTC(2018, 5, 3) };
const general = aChannel(1, 'general');

/** In each month from January to June two members who write 2 and 4 messages, and 57 members in all. */
const months = [0, 1, 2, 3, 4, 5].map((index) => january + index);
const countersOf = (month: number): Counter[] => {
  const hour = hoursOfMonth(month).from + 30;
  return [
    { hour, event: 'msg', channel: 1, member: 7, amount: 2 },
    { hour: hour + 1, event: 'msg', channel: 1, member: 8, amount: 4 },
    { hour, event: 'total_users', channel: 0, member: 0, amount: 57 },
  ];
};

describe('retention', () => {
  it('keeps the open month and so many complete ones before it', async () => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      expect(await monthsWithCounters(store)).toEqual([january + 2, january + 3, january + 4, june]);
      expect((await store.totals(guildId)).map(({ month }) => month)).toEqual([january, january + 1]);
    });
  });

  it('keeps the full report of what it deletes for good', async () => {
    await withMonths(async (store) => {
      const ask = { guildId, type: 'full', channel: null, range: hoursOfMonth(january) } as const;
      const before = await new Reporter(store, clock).report(ask);
      await deleted(store, 3);
      const after = await new Reporter(store, clock).report(ask);
      expect(after).toEqual({ ...before, forgottenMonths: [january] });
      expect(after.rows).toMatchObject([{ totalUsers: 57, messages: 6, messagesPerUser: 3, activeUsers: 2 }]);
    });
  });

  it('keeps everything where it is not told how much', async () => {
    await withMonths(async (store) => {
      await deleted(store, null, june + 1000);
      expect(await monthsWithCounters(store)).toEqual(months);
    });
  });

  it('does nothing again in the same month, and goes on in the next', async () => {
    await withMonths(async (store) => {
      const { retention, time, told } = aRetention(store, 4);
      await everyHour(retention, time, june, 30);
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await everyHour(retention, time, june + 1, 30);
      expect(await monthsWithCounters(store)).toEqual(months.slice(2));
      expect(told.announced).toEqual([[january], [january + 1]]);
      expect(told.deleted).toEqual([[january], [january + 1]]);
    });
  });

  it('never touches a month that is not sealed', async () => {
    await withMonths(async (store) => {
      await deleted(store, 1, june + 1000);
      expect(await monthsWithCounters(store)).toEqual([june]);
    });
  });

  it('stops between two months when it has to, and the next run goes on', async () => {
    await withMonths(async (store) => {
      const stopping = new AbortController();
      const parts = partsOf(store);
      const forgetMonth: typeof store.forgetMonth = async (...given) => {
        await store.forgetMonth(...given);
        stopping.abort();
      };
      await announced(store, 1);
      const stopped = { ...parts, store: { ...parts.store, forgetMonth }, signal: stopping.signal };
      await new Retention({ ...stopped, keepMonths: 1 }).run(june);
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await deleted(store, 1);
      expect(await monthsWithCounters(store)).toEqual(months.slice(4));
    });
  });

  it('leaves no token of a deleted month in any file, also after a crash before the last step', async () => {
    await withMonths(async (store, directory) => {
      const found = () => [0, 1].filter((index) => bytesOf(directory).includes(tokenBytes(january, index))).length;
      expect(found(), 'the scan finds what is there').toBe(2);
      const parts = partsOf(store);
      await announced(store, 1);
      const crashing = { ...parts.store, scrub: () => Promise.reject(new Error('killed')) };
      await expect(new Retention({ ...parts, store: crashing, keepMonths: 1 }).run(june)).rejects.toThrow('killed');
      await deleted(store, 1);
      expect(found()).toBe(0);
    });
  });
});

describe('a deletion', () => {
  it('is announced, and done a day later, not a millisecond earlier', async () => {
    await withMonths(async (store) => {
      const { retention, time, told } = aRetention(store, 3);
      await retention.run(june);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [] });
      time.ms += dayMs - 1;
      await retention.run(june);
      expect(await monthsWithCounters(store)).toEqual(months);
      time.ms += 1;
      await retention.run(june);
      expect(await monthsWithCounters(store)).toEqual(months.slice(2));
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [[january, january + 1]] });
    });
  });

  it('is told again by the next process, and waits no longer because of it', async () => {
    await withMonths(async (store) => {
      await aRetention(store, 4).retention.run(june);
      const { retention, time, told } = aRetention(store, 4);
      time.ms += dayMs - hourMs;
      await everyHour(retention, time, june, 1);
      expect(told).toEqual({ announced: [[january]], deleted: [[january]] });
    });
  });

  it('of more months, where fewer are to be kept, is announced of its own', async () => {
    await withMonths(async (store) => {
      await aRetention(store, 4).retention.run(june);
      const { retention, time, told } = aRetention(store, 3);
      time.ms += dayMs - hourMs;
      await everyHour(retention, time, june, 1);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [[january]] });
      expect(await monthsWithCounters(store)).toEqual(months.slice(1));
      await everyHour(retention, time, june, 21);
      expect(told.deleted).toEqual([[january]]);
      await retention.run(june);
      expect(told.deleted).toEqual([[january], [january + 1]]);
    });
  });

  it.each([
    ['all months', null],
    ['more months', 5],
  ])('is taken back where %s are to be kept, and waits a day again afterwards', async (_what, more) => {
    await withMonths(async (store) => {
      await aRetention(store, 3).retention.run(june);
      expect(await store.announcedDeletions(guildId)).toHaveLength(2);
      await aRetention(store, more).retention.run(june);
      expect(await store.announcedDeletions(guildId)).toEqual([]);
      const { retention, time, told } = aRetention(store, 3);
      time.ms += dayMs;
      await everyHour(retention, time, june, 23);
      expect(told).toEqual({ announced: [[january, january + 1]], deleted: [] });
      await retention.run(june);
      expect(told.deleted).toEqual([[january, january + 1]]);
    });
  });

  it('is done in the hour after a day, in whatever order limits change, processes end and hours pass', async () => {
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
            const { retention, time } = aRetention(store, keepMonths);
            time.ms = atMs;
            for (const [month, left] of dueIn) {
              const isOld = keepMonths !== null && month < june - keepMonths;
              dueIn.set(month, isOld ? Math.min(left, 24) : Number.POSITIVE_INFINITY);
            }
            await everyHour(retention, time, june, hours);
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

describe('of a month whose counters were deleted', () => {
  it.each([
    [
      'a part',
      { type: 'full', channel: null, range: { from: hoursOfMonth(january).from, to: hoursOfMonth(january).from + 24 } },
    ],
    ['one channel', { type: 'full', channel: general, range: hoursOfMonth(january) }],
    ['the weekdays', { type: 'weekday', channel: null, range: hoursOfMonth(january) }],
    ['the channels', { type: 'channels', channel: null, range: hoursOfMonth(january) }],
  ] as const)('no report of %s is made', async (_what, ask) => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      await expect(new Reporter(store, clock).report({ guildId, ...ask })).rejects.toThrow(
        new UserError(
          'Expected `full all` of a whole month, because the counters of January 2018 were deleted (KEEP_MONTHS) and no ' +
            'more is kept of it.',
        ),
      );
    });
  });

  it('an export has nothing, and says so', async () => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      const range = { from: hoursOfMonth(january).from, to: hoursOfMonth(january + 3).to };
      const exporter = new Exporter(store, clock);
      const made = await exporter.userstats({ guildId, range, limitBytes: 1e6 });
      expect(made.forgottenMonths).toEqual([january, january + 1]);
      const rows = parseCsv(gunzipElsewhere(made.files[0]?.bytes ?? new Uint8Array())).slice(1);
      expect(new Set(rows.map(([period = '']) => period.slice(0, 7)))).toEqual(new Set(['2018-03', '2018-04']));

      const forgotten = { from: range.from, to: hoursOfMonth(january + 1).to };
      await expect(exporter.userstats({ guildId, range: forgotten, limitBytes: 1e6 })).rejects.toThrow(
        new UserError(
          'There is nothing to export: the counters of January 2018 to February 2018 were deleted (KEEP_MONTHS).',
        ),
      );
    });
  });

  it('of which a number is missing are not known, and keep no other month from being reported', async () => {
    await withMonths(async (store, directory) => {
      const { retention, time } = aRetention(store, 3);
      await retention.run(june);
      time.ms += dayMs;
      await retention.run(june);
      const database = new Database(join(directory, 'census.db'));
      database
        .prepare("update month_total set report_row = json_remove(report_row, '$.messages') where month = ?")
        .run(january);
      database.close();
      const [broken, whole] = await store.totals(guildId);
      expect([broken?.row, whole?.row?.messages]).toEqual([null, expect.any(Number)]);
      const report = (month: number) =>
        new Reporter(store, clock).report({ guildId, type: 'full', channel: null, range: hoursOfMonth(month) });
      await expect(report(january)).rejects.toThrow('What was kept of January');
      expect((await report(january + 1)).rows).toEqual([whole?.row]);
    });
  });
});

/** A store in which January to May are sealed and June is open. */
async function withMonths(use: (store: SqliteStore, directory: string) => Promise<void>): Promise<void> {
  const content = { batches: [countersOf(january)], channels: [general], openMonth: january };
  await withStore(content, async (store, directory) => {
    for (const [index, month] of months.slice(1).entries()) {
      const sealed = month - 1;
      await store.beginRotation(sealed, month, (count) =>
        Uint32Array.from({ length: count }, (_, i) => token(sealed, i)),
      );
      await store.scrub();
      await store.endRotation(month, 0);
      const counters = countersOf(month);
      await store.commit(aBatch(3 + index, { deltas: deltasOf(counters), members: membersOf(counters) }));
    }
    await use(store, directory);
  });
}

/** What the member at this place of a sealed month is called. */
function token(month: number, index: number): number {
  return 0xa1b2_0000 + month * 2 + index;
}

/** As the store writes it down. */
function tokenBytes(month: number, index: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(token(month, index));
  return bytes;
}

function bytesOf(directory: string): Buffer {
  return Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))));
}

function partsOf(store: SqliteStore): Omit<RetentionParts, 'keepMonths'> {
  return {
    clock,
    store: {
      announceDeletions: (before, atMs) => store.announceDeletions(before, atMs),
      forgetMonth: (id, totals) => store.forgetMonth(id, totals),
      scrub: () => store.scrub(),
    },
    reporter: new Reporter(store, clock),
    onAnnounced: () => {},
    onDeleted: () => {},
    signal: new AbortController().signal,
  };
}

/** A retention with a clock of its own, and the months that it told. */
function aRetention(store: SqliteStore, keepMonths: number | null) {
  const time = { ms: clock.now() };
  const told: { announced: number[][]; deleted: number[][] } = { announced: [], deleted: [] };
  const retention = new Retention({
    ...partsOf(store),
    clock: { now: () => time.ms },
    keepMonths,
    onAnnounced: (deletions) => told.announced.push(deletions.map(({ month }) => month)),
    onDeleted: (deletions) => told.deleted.push(deletions.map(({ month }) => month)),
  });
  return { retention, time, told };
}

/** Runs it now and then every hour, so many times. */
async function everyHour(retention: Retention, time: { ms: number }, openMonth: number, hours: number): Promise<void> {
  for (let hour = 0; hour <= hours; hour += 1) {
    await retention.run(openMonth);
    time.ms += hourMs;
  }
}

/** Announces a day ago what is to be deleted. */
async function announced(store: SqliteStore, keepMonths: number, openMonth = june): Promise<void> {
  await store.announceDeletions(openMonth - keepMonths, clock.now() - dayMs);
}

/** Deletes it, too. */
async function deleted(store: SqliteStore, keepMonths: number | null, openMonth = june): Promise<void> {
  if (keepMonths !== null) await announced(store, keepMonths, openMonth);
  await new Retention({ ...partsOf(store), keepMonths }).run(openMonth);
}

async function monthsWithCounters(store: SqliteStore): Promise<number[]> {
  return (await store.months(guildId)).map(({ month }) => month);
}
