import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelView, seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import type { ExportGrain } from '../../../src/core/report.ts';
import type { QuestionStore } from '../../../src/query/questions/question-deps.ts';
import { Exporter, type ExporterStore } from '../../../src/render/files/exporter.ts';
import { reportCsv } from '../../../src/render/files/result-csv.ts';
import { resultJson } from '../../../src/render/result-json.ts';
import { labelsIn } from '../../../src/render/row-label.ts';
import { naiveRow } from '../../columns/naive-report.ts';
import { month, monthHours, someCounters } from '../../columns/some-counters.ts';
import { aChannel, guildId, tokenOf, withStore } from '../../query/a-store.ts';
import { reportOf, rowsOf } from '../../query/ask.ts';
import { parseCsv } from './naive-csv.ts';

const clock = { now: () => Date.UTC(2018, 2, 31, 12) };
const limitBytes = 10 * 2 ** 20;

/** Each has a name that stands in no other cell. */
const channels = [
  aChannel(1, 'aaa'),
  aChannel(2, '!early', { kind: 'voice' }),
  aChannel(3, '~late', { isDeleted: true }),
  aChannel(4, 'kitchen', { kind: 'category' }),
];

const anyCounters = someCounters({ members: 6, maxLength: 80 }).map((counters) =>
  counters.map((counter) => ({ ...counter, channel: counter.channel === 0 ? 0 : 1 + (counter.channel % 4) })),
);
const anyView = fc.subarray([1, 2, 3, 4]).map(
  (numbers): ChannelView =>
    ({ number }) =>
      numbers.includes(number),
);

async function exported(store: ExporterStore, view: ChannelView, grain: ExportGrain = 'hour'): Promise<string> {
  const exporter = new Exporter(store, clock, grain);
  const { files } = await exporter.userstats({ guildId, range: monthHours, view, limitBytes });
  return gunzipSync(files[0]?.bytes ?? new Uint8Array()).toString();
}

function reported(store: QuestionStore, view: ChannelView) {
  return reportOf(store, clock, { guildId, type: 'channels', channel: null, range: monthHours, view });
}

describe('the rows of hidden channels', () => {
  it.each(['hour', 'day'] as const)('are summed by %s, event and token, in the order of all rows', async (grain) => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyCounters, anyView, async (first, second, view) => {
        await withStore({ batches: [first, second], channels, openMonth: month }, async (store) => {
          const everything = parseCsv(await exported(store, seesAllChannels, grain)).slice(1);
          const actual = parseCsv(await exported(store, view, grain)).slice(1);
          expect(actual).toEqual(summed(everything, view));
        });
      }),
      { numRuns: 15 },
    );
  });

  it('add up to the row of a report, in which each person counts once', async () => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyCounters, anyView, async (first, second, view) => {
        await withStore({ batches: [first, second], channels, openMonth: month }, async (store) => {
          const hidden = countersOf(parseCsv(await exported(store, view)), '#(hidden)');
          const expected = naiveRow('hidden', hidden);
          const { rows } = await reported(store, view);
          const row = rows.find(({ key }) => key.kind === 'hidden');
          if (hidden.length === 0) return expect(row).toBeUndefined();
          expect(row).toBe(rows.at(-1));
          for (const name of ['activeUsers', 'voiceUsers', 'messages', 'voiceHours'] as const)
            expect(row?.values[name]).toBe(expected[name]);
          for (const name of ['messagesPerUserStdev', 'voiceHoursPerUserStdev'] as const)
            expect(row?.values[name]).toBeCloseTo(expected[name], 9);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('name no hidden channel', async () => {
    await fc.assert(
      fc.asyncProperty(anyCounters, anyView, async (counters, view) => {
        await withStore({ batches: [counters], channels, openMonth: month }, async (store) => {
          const made = await reported(store, view);
          const texts =
            (await exported(store, view)) + reportCsv(made, labelsIn(made.rows)) + JSON.stringify(resultJson(made));
          for (const { id, name } of channels.filter((channel) => !view(channel))) {
            expect(texts).not.toContain(name);
            expect(texts).not.toContain(id);
          }
        });
      }),
      { numRuns: 10 },
    );
  });

  it('round voice down by channel and hour before they are summed', async () => {
    const at = (hour: number, channel: number): Counter => {
      return { hour: monthHours.from + hour, metric: 'voice', channel, member: 7, amount: 1999 };
    };
    const batches = [[at(0, 1), at(0, 2), at(1, 1)]];
    await withStore({ batches, channels, openMonth: month }, async (store) => {
      const token = tokenOf(7).toString(16);
      expect(parseCsv(await exported(store, () => false)).slice(1)).toEqual([
        ['2018-03-01T00:00:00Z', 'voice', token, '#(hidden)', '2'],
        ['2018-03-01T01:00:00Z', 'voice', token, '#(hidden)', '1'],
      ]);
      expect(parseCsv(await exported(store, () => false, 'day')).slice(1)).toEqual([
        ['2018-03-01T00:00:00Z', 'voice', token, '#(hidden)', '3'],
      ]);
    });
  });

  it('are told apart from those of a channel that is called "(hidden)"', async () => {
    const called = [aChannel(1, '(hidden)', { kind: 'voice' }), aChannel(2, 'staff')];
    const wrote = (channel: number): Counter => {
      return { hour: monthHours.from, metric: 'msg', channel, member: 7, amount: channel };
    };
    await withStore({ batches: [[wrote(1), wrote(2)]], channels: called, openMonth: month }, async (store) => {
      const rows = parseCsv(await exported(store, ({ number }) => number === 1)).slice(1);
      expect(rows.map(([, , , channel, count]) => [channel, count])).toEqual([
        ['#(hidden)', '2'],
        ['#(hidden) (510000000000000001)', '1'],
      ]);
    });
  });

  it('do not show that a hidden channel has the name of a shown one', async () => {
    const called = [aChannel(1, 'staff'), aChannel(2, 'staff')];
    const counter: Counter = { hour: monthHours.from, metric: 'msg', channel: 1, member: 7, amount: 1 };
    await withStore({ batches: [[counter]], channels: called, openMonth: month }, async (store) => {
      const view: ChannelView = ({ number }) => number === 1;
      expect(parseCsv(await exported(store, view))[1]?.[3]).toBe('#staff');
      expect(rowsOf(await reported(store, view)).map(({ label }) => label)).toEqual(['#staff']);
    });
  });
});

/** The rows with the hidden channels under one name, summed and sorted again. */
function summed(rows: readonly string[][], view: ChannelView): string[][] {
  const hiddenNames = channels.filter((channel) => !view(channel)).map(labelOf);
  const counts = new Map<string, number>();
  for (const [period, metric, token, channel = '', count] of rows) {
    const shown = hiddenNames.includes(channel) ? '#(hidden)' : channel;
    const cells = [period, metric, token, shown].join('\t');
    counts.set(cells, (counts.get(cells) ?? 0) + Number(count));
  }
  const sums = Array.from(counts, ([cells, count]) => [...cells.split('\t'), String(count)]);
  return sums.sort((a, b) => Buffer.compare(Buffer.from(a.join('\0')), Buffer.from(b.join('\0'))));
}

function labelOf({ kind, name }: (typeof channels)[number]): string {
  return kind === 'category' ? `#deleted channels of ${name}` : `#${name}`;
}

/** A token stands for its member. Seconds become the milliseconds that the counters have. */
function countersOf(rows: readonly string[][], label: string): Counter[] {
  return rows
    .filter((row) => row[3] === label)
    .map(([, metric, token = '', , count]) => {
      const amount = Number(count) * (metric === 'voice' ? 1000 : 1);
      return { hour: 0, metric: metric as Counter['metric'], channel: 1, member: Number.parseInt(token, 16), amount };
    });
}
