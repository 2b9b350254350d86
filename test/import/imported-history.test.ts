import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Counter } from '../../src/core/counter.ts';
import { hoursOfMonth, isoHour } from '../../src/core/time.ts';
import { reportMeasures } from '../../src/query/report-measures.ts';
import { Exporter } from '../../src/render/files/exporter.ts';
import { naiveRow } from '../columns/naive-report.ts';
import { reportOf, valuesIn } from '../query/ask.ts';
import { parseCsv } from '../render/files/naive-csv.ts';
import { aFolder, chatExport, firstHour, importWith, lookAt, march2018, written } from './an-import.ts';

/** A counter as a naive reader of the files counts it, with amounts as in an export. */
interface NaiveRow {
  readonly hour: number;
  readonly metric: Counter['metric'];
  readonly user: string;
  readonly channel: string;
  readonly amount: number;
}

type Files = Readonly<Record<string, string | Uint8Array>>;

const users = ['ann', 'bob', 'cy', 'dee', 'eve'];
const texts = ['general', 'Art, "fine"', 'art-café'];
const months = 2;
const hours = hoursOfMonth(march2018 + 1).to - firstHour;
const hour = fc.nat(hours - 1).map((offset) => firstHour + offset);
const message = fc.record({ hour, user: fc.constantFrom(...users), channel: fc.constantFrom(...texts) });
const messages = fc.array(message, { minLength: 1, maxLength: 60 }).map((rows) => rows.sort((a, b) => a.hour - b.hour));

const counter = fc.oneof(
  message.chain((row) => fc.record({ ...constants(row), metric: fc.constant('msg' as const), amount: fc.nat(9) })),
  fc.record({
    hour,
    user: fc.constantFrom(...users),
    channel: fc.constantFrom('Voice One', 'general'),
    metric: fc.constant('voice' as const),
    amount: fc.nat(7200),
  }),
  fc.record({
    hour,
    user: fc.constant(''),
    channel: fc.constant(''),
    metric: fc.constantFrom('join' as const, 'part' as const, 'total_users' as const),
    amount: fc.nat(50),
  }),
);
const counters = fc.array(counter, { minLength: 1, maxLength: 60 }).map((rows) => rows.sort((a, b) => a.hour - b.hour));

it('messages of CSV files count as a naive reader counts them', async () => {
  await fc.assert(
    fc.asyncProperty(messages, fc.integer({ min: 1, max: 3 }), fc.boolean(), async (rows, fileCount, isGzip) => {
      const files = Array.from({ length: fileCount }, (_, place) => {
        const lines = rows.filter((_row, index) => index % fileCount === place).map(activityLine);
        return [`${place}.csv`, packed(`channel,ts,user\n${lines.join('')}`, isGzip)];
      });
      await expectCounted(Object.fromEntries(files), rows.map(naiveMessage));
    }),
    { numRuns: 8 },
  );
});

it("counters of KazTron's folder and of its dumps count as a naive reader counts them", async () => {
  await fc.assert(
    fc.asyncProperty(counters, fc.boolean(), async (rows, isDump) => {
      const files = isDump ? { 'dump.csv.gz': dump(rows) } : dayFiles(rows);
      await expectCounted(files, rows);
    }),
    { numRuns: 12 },
  );
});

it('messages of chat exports count as a naive reader counts them, however the exports overlap', async () => {
  const overlap = fc.integer({ min: 0, max: 60 });
  await fc.assert(
    fc.asyncProperty(messages, overlap, overlap, fc.boolean(), async (rows, end, start, isGzip) => {
      const numbered = rows.map((row, nth) => ({ ...row, nth, user: `20000000000000000${users.indexOf(row.user)}` }));
      const files = texts.flatMap((channel, place) => {
        const all = numbered.filter((row) => row.channel === channel);
        const [cut, again] = [Math.max(end, start), Math.min(end, start)];
        const facts = { id: `51000000000000000${place}`, name: channel };
        return [all.slice(0, cut), all.slice(again)].map((part, index) => {
          return [`${place}-${index}.json`, packed(chatExport(facts, part), isGzip)];
        });
      });
      await expectCounted(Object.fromEntries(files), rows.map(naiveMessage));
    }),
    { numRuns: 8 },
  );
});

async function expectCounted(files: Files, naive: readonly NaiveRow[]): Promise<void> {
  const folder = aFolder();
  const data = join(folder, 'data');
  const { errors } = await importWith(...written(folder, files), '--data', data);
  const expected = addedUp(naive);
  if (expected.length === 0) return;
  expect(errors).toEqual([]);
  await lookAt(data, async (store) => {
    const clock = { now: Date.now };
    const [guild] = await store.guilds();
    const guildId = guild?.id ?? '';
    for (let month = march2018; month < march2018 + months; month += 1) {
      const range = hoursOfMonth(month);
      const ofMonth = expected.filter((row) => row.hour >= range.from && row.hour < range.to);
      const text = await textOf(new Exporter(store, clock).stream({ guildId, range }));
      const exported = parseCsv(text.slice(1))
        .slice(1)
        .map((cells) => cells.map((cell) => cell.replace(/ \(\d\)$/, '')));
      expect(deeds(exported)).toEqual(deeds(ofMonth.map(cellsOf)));
      const report = await reportOf(store, clock, { guildId, type: 'full', channel: null, range });
      const row = naiveRow('full', ofMonth.map(counterOf));
      const metrics = new Set(ofMonth.map(({ metric }) => metric));
      for (const { name, metric } of reportMeasures) {
        const found = valuesIn(report)[name];
        // What the files do not have at all is not known, unless they count the members: then it was zero.
        if (metrics.has(metric) || metrics.has('total_users')) expect(found, name).toBeCloseTo(Number(row[name]), 9);
        else expect(found, name).toEqual({ notKnown: ofMonth.length > 0 ? 'imported' : 'beforeCounting' });
      }
    }
  });
}

/** The counts of each member without their identity, and the counts without a member. */
function deeds(rows: readonly (readonly string[])[]): string[] {
  const byMember = new Map<string, string[]>();
  for (const [period = '', metric = '', user = '', channel = '', count = ''] of rows) {
    byMember.set(user, [...(byMember.get(user) ?? []), [period, metric, channel, count].join()]);
  }
  return Array.from(
    byMember,
    ([user, done]) => `${user === '' ? 'without a member' : 'member'}: ${done.sort().join('; ')}`,
  ).sort();
}

function addedUp(rows: readonly NaiveRow[]): NaiveRow[] {
  const sums = new Map<string, NaiveRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.hour, row.metric, row.user, row.channel]);
    const before = row.metric === 'total_users' ? 0 : (sums.get(key)?.amount ?? 0);
    sums.set(key, { ...row, amount: before + row.amount });
  }
  return [...sums.values()].filter(({ metric, amount }) => amount > 0 || metric === 'total_users');
}

function cellsOf({ hour, metric, user, channel, amount }: NaiveRow): string[] {
  return [isoHour(hour), metric, user, channel && `#${channel}`, String(amount)];
}

function counterOf({ hour, metric, user, amount }: NaiveRow): Counter {
  return { hour, metric, member: users.indexOf(user), channel: 1, amount: metric === 'voice' ? amount * 1000 : amount };
}

function naiveMessage(row: { hour: number; user: string; channel: string }): NaiveRow {
  return { ...row, metric: 'msg', amount: 1 };
}

function activityLine({ hour, user, channel }: { hour: number; user: string; channel: string }): string {
  return `${quoted(channel)},${hour * 3600 + 17},${user}\n`;
}

/** One gzip for each hour, appended to the file of its day. */
function dayFiles(rows: readonly NaiveRow[]): Files {
  const files: Record<string, Buffer> = {};
  for (const row of rows) {
    const name = `userstats/${isoHour(row.hour).slice(0, 10)}.csv.gz`;
    files[name] = Buffer.concat([files[name] ?? Buffer.alloc(0), gzipSync(kaztronLine(row, '\r\n'))]);
  }
  return files;
}

function dump(rows: readonly NaiveRow[]): Uint8Array {
  const lines = rows.map((row) => kaztronLine(row, '\n'));
  return gzipSync(`Period,Event,User hash (monthly),Channel,Count\n${lines.join('')}`);
}

function kaztronLine({ hour, metric, user, channel, amount }: NaiveRow, end: string): string {
  const period = isoHour(hour).slice(0, 19).replace('T', ' ');
  const [who, where] = [user && `h$${user}`, channel && `#${channel}`];
  return `${[period, metric, who, quoted(where), amount].join()}${end}`;
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function packed(text: string, isGzip: boolean): string | Uint8Array {
  return isGzip ? gzipSync(text) : text;
}

async function textOf(file: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of file) chunks.push(chunk as Buffer);
  return gunzipSync(Buffer.concat(chunks)).toString();
}

function constants<Thing extends object>(thing: Thing) {
  return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, fc.constant(value)])) as {
    [Key in keyof Thing]: fc.Arbitrary<Thing[Key]>;
  };
}
