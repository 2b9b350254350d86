import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { UserError } from '../../../src/core/errors.ts';
import { hourMs } from '../../../src/core/time.ts';
import { reportMeasures } from '../../../src/query/report-measures.ts';
import { channelLabels } from '../../../src/render/channel-labels.ts';
import { Exporter, type ExporterStore } from '../../../src/render/files/exporter.ts';
import { naiveRow } from '../../columns/naive-report.ts';
import type { ReportRow } from '../../columns/report-rows.ts';
import { month, monthHours, naiveSums, someCounters } from '../../columns/some-counters.ts';
import { aChannel, guildId, tokenOf, withStore } from '../../query/a-store.ts';
import { reportOf, rowsOf } from '../../query/ask.ts';
import { gunzipElsewhere, parseCsv } from './naive-csv.ts';

const clock = { now: () => Date.UTC(2018, 2, 31, 12) };
const header = 'Period,Event,User hash,Channel,Count';
const limitBytes = 10 * 2 ** 20;
const all = { guildId, range: monthHours, view: seesAllChannels, limitBytes };

const channels = [
  aChannel(1, 'general'),
  aChannel(2, 'b, "quoted"'),
  aChannel(3, 'b'),
  aChannel(4, 'general', { kind: 'voice', isDeleted: true }),
];
const labels: Readonly<Record<number, string>> = {
  0: '',
  1: '#general (510000000000000001)',
  2: '#b, "quoted"',
  3: '#b',
  4: '#general (510000000000000004)',
};

/** Counters in these four channels only. */
const anyCounters = someCounters({ members: 9, maxLength: 60 }).map((counters) =>
  counters.map((counter) => ({ ...counter, channel: counter.channel === 0 ? 0 : 1 + (counter.channel % 4) })),
);

function expectedRows(counters: readonly Counter[]): string[][] {
  return naiveSums(counters)
    .map(({ hour, metric, channel, member, amount }) => [
      new Date(hour * hourMs).toISOString().replace('.000Z', 'Z'),
      metric,
      metric === 'msg' || metric === 'voice' ? tokenOf(member).toString(16) : '',
      labels[channel] ?? '',
      String(metric === 'voice' ? Math.floor(amount / 1000) : amount),
    ])
    .filter(([, metric, , , count]) => metric !== 'voice' || count !== '0')
    .sort(byBytes);
}

function byBytes(a: readonly string[], b: readonly string[]): number {
  for (const [index, cell] of a.entries()) {
    const order = Buffer.compare(Buffer.from(cell), Buffer.from(b[index] ?? ''));
    if (order !== 0) return order;
  }
  return 0;
}

describe('an export', () => {
  it('has a sorted row for every counter', async () => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyCounters, async (first, second) => {
        const texts = await withStore({ batches: [first, second], channels, openMonth: month }, async (store) => {
          const { files } = await new Exporter(store, clock).userstats(all);
          return files.map(({ bytes }) => gunzipSync(bytes).toString());
        });
        expect(texts).toHaveLength(1);
        const rows = parseCsv(texts[0] ?? '');
        expect(rows[0]).toEqual(['\ufeffPeriod', 'Event', 'User hash', 'Channel', 'Count']);
        expect(rows.slice(1)).toEqual(expectedRows([...first, ...second]));
      }),
      { numRuns: 25 },
    );
  });

  it('is read by gzip, begins with a byte order mark and ends lines with CRLF', async () => {
    const counters: Counter[] = [
      { hour: monthHours.from, metric: 'msg', channel: 2, member: 7, amount: 3 },
      { hour: monthHours.from, metric: 'voice', channel: 4, member: 7, amount: 1999 },
      { hour: monthHours.from, metric: 'voice', channel: 4, member: 8, amount: 999 },
      { hour: monthHours.from, metric: 'total_users', channel: 0, member: 0, amount: 57 },
    ];
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const { files } = await new Exporter(store, clock).userstats(all);
      const token = tokenOf(7).toString(16);
      expect(files.map(({ name }) => name)).toEqual(['userstats-2018-03-01-2018-04-01.csv.gz']);
      expect(gunzipElsewhere(files[0]?.bytes ?? new Uint8Array())).toBe(
        [
          `\ufeff${header}`,
          `2018-03-01T00:00:00Z,msg,${token},"#b, ""quoted""",3`,
          '2018-03-01T00:00:00Z,total_users,,,57',
          `2018-03-01T00:00:00Z,voice,${token},#general (510000000000000004),1`,
          '',
        ].join('\r\n'),
      );
    });
  });

  it('skips a member who is erased while it is being made', async () => {
    const messages = [1, 2].map(
      (member) => ({ hour: monthHours.from, metric: 'msg', channel: 1, member, amount: 1 }) as const,
    );
    await withStore({ batches: [messages], channels, openMonth: month }, async (store) => {
      const erasing: ExporterStore = {
        readCounters: (id, range) => store.readCounters(id, range),
        channels: (id) => store.channels(id),
        guild: (id) => store.guild(id),
        gaps: (id, range) => store.gaps(id, range),
        months: (id) => store.months(id),
        prunedMonths: (id) => store.prunedMonths(id),
        // Tokens are read after the first chunk.
        async tokens(id, ofMonth) {
          await store.eraseMember(guildId, 1, null);
          return store.tokens(id, ofMonth);
        },
      };
      const { files } = await new Exporter(erasing, clock).userstats(all);
      const rows = parseCsv(gunzipSync(files[0]?.bytes ?? '').toString()).slice(1);
      expect(rows.map(([, , token]) => token)).toEqual([tokenOf(2).toString(16)]);
    });
  });

  it('without counters has its header', async () => {
    await withStore({ batches: [], openMonth: month }, async (store) => {
      const { files } = await new Exporter(store, clock).userstats(all);
      expect(files.map(({ bytes }) => gunzipElsewhere(bytes))).toEqual([`\ufeff${header}\r\n`]);
    });
  });

  it('reports its progress, up to 1', async () => {
    const counters = [0, 30, 700].map((hour): Counter => {
      return { hour: monthHours.from + hour, metric: 'msg', channel: 1, member: hour, amount: 1 };
    });
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      await new Exporter(store, clock).userstats({ ...all, onProgress });
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.length).toBeGreaterThan(2);
      expect(shares.at(-1)).toBe(1);
    });
  });

  it('streams the same rows in one file', async () => {
    const counters = Array.from({ length: 9000 }, (_, index): Counter => {
      return {
        hour: monthHours.from + (index % 3),
        metric: 'msg',
        channel: 1 + (index % 4),
        member: index,
        amount: index + 1,
      };
    });
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const exporter = new Exporter(store, clock);
      const { files } = await exporter.userstats(all);
      const streamed = Buffer.concat(await exporter.stream({ guildId, range: monthHours }).toArray());
      expect(gunzipElsewhere(streamed)).toBe(gunzipElsewhere(files[0]?.bytes ?? new Uint8Array()));
    });
  });
});

describe('an export that is too large for one file', () => {
  const perDay = 400;
  const days = Array.from({ length: 12 }, (_, day) => day);
  const counters = days.flatMap((day) =>
    Array.from({ length: perDay }, (_, index): Counter => {
      const hour = monthHours.from + 24 * day + (index % 24);
      return { hour, metric: 'msg', channel: 1, member: (day * 7907 + index * 131) % 50_000, amount: 1 + (index % 90) };
    }),
  );
  const range = { from: monthHours.from, to: monthHours.from + 24 * days.length };

  it('is cut between days into complete files, none above the limit', async () => {
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const exporter = new Exporter(store, clock);
      const { files: whole } = await exporter.userstats({ ...all, range });
      const wholeRows = parseCsv(gunzipElsewhere(whole[0]?.bytes ?? new Uint8Array()));
      const smallLimit = Math.ceil((whole[0]?.bytes.length ?? 0) / 3);
      const { files } = await exporter.userstats({ ...all, range, limitBytes: smallLimit });

      expect(files.length).toBeGreaterThan(2);
      expect(files.map(({ name }) => name)).toEqual(
        files.map((_, index) => `userstats-2018-03-01-2018-03-13.part-${index + 1}-of-${files.length}.csv.gz`),
      );
      for (const { bytes } of files) expect(bytes.length).toBeLessThanOrEqual(smallLimit);
      const parts = files.map(({ bytes }) => parseCsv(gunzipElsewhere(bytes)));
      for (const rows of parts) expect(rows[0]).toEqual(wholeRows[0]);
      expect(parts.flatMap((rows) => rows.slice(1))).toEqual(wholeRows.slice(1));
      const daysOfParts = parts.map((rows) => new Set(rows.slice(1).map(([period = '']) => period.slice(0, 10))));
      expect(daysOfParts.reduce((sum, { size }) => sum + size, 0)).toBe(days.length);
    });
  });

  it('fits exactly at the limit', async () => {
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const exporter = new Exporter(store, clock);
      const { files } = await exporter.userstats({ ...all, range });
      const length = files[0]?.bytes.length ?? 0;
      expect((await exporter.userstats({ ...all, range, limitBytes: length })).files).toEqual(files);
      expect((await exporter.userstats({ ...all, range, limitBytes: length - 1 })).files).toHaveLength(2);
    });
  });

  it('is refused beyond ten files, and the answer names the range that fits', async () => {
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const exporter = new Exporter(store, clock);
      const oneDay = { from: range.from, to: range.from + 24 };
      const { files } = await exporter.userstats({ ...all, range: oneDay });
      const limit = Math.ceil((files[0]?.bytes.length ?? 0) * 1.2);
      await expect(exporter.userstats({ ...all, range, limitBytes: limit })).rejects.toThrow(
        new UserError(
          'The export of 2018-03-01 to 2018-03-13 does not fit into 10 files of 0.0 MiB. ' +
            'Ask for `2018-03-01 to 2018-03-11`, which would fit.',
        ),
      );
      const fitting = { from: range.from, to: range.from + 24 * 10 };
      expect((await exporter.userstats({ ...all, range: fitting, limitBytes: limit })).files).toHaveLength(10);
    });
  });

  it('is refused when one day is too large', async () => {
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const exporter = new Exporter(store, clock);
      await expect(exporter.userstats({ ...all, range, limitBytes: 500 })).rejects.toThrow(
        'Even 2018-03-01 alone is too large for one file',
      );
    });
  });
});

describe('a report and the export of the same range', () => {
  it('agree', async () => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyCounters, fc.nat(60), async (first, second, start) => {
        const range = { from: monthHours.from + start, to: monthHours.to - 200 };
        await withStore({ batches: [first, second], channels, openMonth: month }, async (store) => {
          const { files } = await new Exporter(store, clock).userstats({ ...all, range });
          const exported = countersOfCsv(gunzipSync(files[0]?.bytes ?? new Uint8Array()).toString());
          const full = await reportOf(store, clock, { guildId, type: 'full', channel: null, range });
          expectRow(rowsOf(full)[0], naiveRow('full', exported));

          const ofOne = { guildId, type: 'hourly', channel: channels[0] ?? null, range } as const;
          const hourly = await reportOf(store, clock, ofOne);
          for (const [hour, row] of rowsOf(hourly).entries()) {
            const ofHour = exported.filter((counter) => counter.hour % 24 === hour);
            const ofChannel = ofHour.filter(({ channel }) => channel === 1);
            expectRow(row, naiveRow(String(hour), ofChannel, ofHour));
          }

          const byChannel = await reportOf(store, clock, { guildId, type: 'channels', channel: null, range });
          for (const row of rowsOf(byChannel, channelLabels(channels))) {
            const ofChannel = exported.filter(({ channel }) => labels[channel] === row.label);
            expectRow(row, { ...naiveRow(row.label, ofChannel), totalUsers: null, joins: null, parts: null });
          }
          const inExport = new Set(exported.map(({ channel }) => channel).filter((channel) => channel !== 0));
          expect(byChannel.rows.length).toBe(inExport.size);
        });
      }),
      { numRuns: 15 },
    );
  });
});

function countersOfCsv(text: string): Counter[] {
  return parseCsv(text)
    .slice(1)
    .map(([period = '', metric, token = '', channel = '', count]) => ({
      hour: Date.parse(period) / hourMs,
      metric: metric as Counter['metric'],
      channel: Number(Object.keys(labels).find((number) => labels[Number(number)] === channel)),
      member: token === '' ? 0 : Number.parseInt(token, 16),
      amount: Number(count) * (metric === 'voice' ? 1000 : 1),
    }));
}

function expectRow(actual: Readonly<Record<string, unknown>> | undefined, expected: ReportRow): void {
  for (const { name } of reportMeasures) {
    const value = expected[name];
    if (value === null) expect(actual?.[name], name).toEqual({ notKnown: 'ofServer' });
    else expect(actual?.[name], name).toBeCloseTo(value, 9);
  }
}
