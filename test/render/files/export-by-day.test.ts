import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import type { ExportGrain } from '../../../src/core/report.ts';
import type { HourRange } from '../../../src/core/time.ts';
import { Exporter, type ExporterStore } from '../../../src/render/files/exporter.ts';
import { month, monthHours, someCounters } from '../../columns/some-counters.ts';
import { aChannel, guildId, tokenOf, withStore } from '../../query/a-store.ts';
import { parseCsv } from './naive-csv.ts';

const clock = { now: () => Date.UTC(2018, 2, 31, 12) };
const limitBytes = 10 * 2 ** 20;
const channels = [
  aChannel(1, 'general'),
  aChannel(2, 'b, "quoted"'),
  aChannel(3, 'b'),
  aChannel(4, 'general', { kind: 'voice' }),
];

/** Counters in these four channels only. */
const anyCounters = someCounters({ members: 5, maxLength: 80 }).map((counters) =>
  counters.map((counter) => ({ ...counter, channel: counter.channel === 0 ? 0 : 1 + (counter.channel % 4) })),
);

describe('an export by day', () => {
  it('equals the export by hour with the hours of each day summed', async () => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyCounters, fc.nat(40), fc.boolean(), async (first, second, start, isCompact) => {
        const range = { from: monthHours.from + start, to: monthHours.to - 200 };
        await withStore({ batches: [first, second], channels, openMonth: month }, async (store) => {
          if (isCompact) await store.compact(monthHours.from + 400);
          const byDay = await exported(store, range, 'day');
          expect(byDay).toEqual(addedUpByDay(await exported(store, range, 'hour')));
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has a row for each day, metric, member and channel, and the last headcount of the day', async () => {
    const at = (hour: number, metric: Counter['metric'], channel: number, member: number, amount: number): Counter => {
      return { hour: monthHours.from + hour, metric, channel, member, amount };
    };
    const counters = [
      at(0, 'total_users', 0, 0, 57),
      at(9, 'total_users', 0, 0, 59),
      at(9, 'join', 0, 0, 1),
      at(10, 'join', 0, 0, 1),
      at(1, 'msg', 3, 7, 2),
      at(23, 'msg', 3, 7, 3),
      at(24, 'msg', 3, 7, 4),
      at(5, 'voice', 2, 7, 1999),
      at(6, 'voice', 2, 7, 1999),
      at(7, 'voice', 2, 8, 999),
      at(8, 'voice', 2, 8, 999),
    ];
    await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
      const token = tokenOf(7).toString(16);
      expect(await exported(store, monthHours, 'day')).toEqual([
        ['2018-03-01T00:00:00Z', 'join', '', '', '2'],
        ['2018-03-01T00:00:00Z', 'msg', token, '#b', '5'],
        ['2018-03-01T00:00:00Z', 'total_users', '', '', '59'],
        ['2018-03-01T00:00:00Z', 'voice', token, '#b, "quoted"', '2'],
        ['2018-03-02T00:00:00Z', 'msg', token, '#b', '4'],
      ]);
    });
  });
});

async function exported(store: ExporterStore, range: HourRange, grain: ExportGrain): Promise<string[][]> {
  const { files } = await new Exporter(store, clock, grain).userstats({
    guildId,
    range,
    view: seesAllChannels,
    limitBytes,
  });
  return parseCsv(gunzipSync(files[0]?.bytes ?? new Uint8Array()).toString()).slice(1);
}

/** Sums consecutive rows, as one would do with the hourly file in a spreadsheet. */
function addedUpByDay(rows: readonly string[][]): string[][] {
  const days = new Map<string, { cells: string[]; count: number }>();
  for (const [period = '', metric = '', token = '', channel = '', count = ''] of rows) {
    const cells = [`${period.slice(0, 10)}T00:00:00Z`, metric, token, channel];
    const before = metric === 'total_users' ? 0 : (days.get(cells.join('\n'))?.count ?? 0);
    days.set(cells.join('\n'), { cells, count: before + Number(count) });
  }
  const added = Array.from(days.values(), ({ cells, count }) => [...cells, String(count)]);
  return added.sort((a, b) => {
    const different = a.findIndex((cell, index) => cell !== b[index]);
    return Buffer.compare(Buffer.from(a[different] ?? ''), Buffer.from(b[different] ?? ''));
  });
}
