import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../src/core/channel.ts';
import { UserError } from '../../src/core/errors.ts';
import { hoursOfMonth } from '../../src/core/time.ts';
import type { NotKnown } from '../../src/query/value.ts';
import { Exporter } from '../../src/render/files/exporter.ts';
import { guildId } from '../query/a-store.ts';
import { reportOf, valuesIn } from '../query/ask.ts';
import { gunzipElsewhere, parseCsv } from '../render/files/naive-csv.ts';
import { clock, deleted, general, january, withMonths } from './old-months.ts';

describe('a month whose counters were deleted', () => {
  it.each([
    [
      'a part of it',
      { type: 'full', channel: null, range: { from: hoursOfMonth(january).from, to: hoursOfMonth(january).from + 24 } },
    ],
    ['a channel', { type: 'full', channel: general, range: hoursOfMonth(january) }],
    ['weekdays', { type: 'weekday', channel: null, range: hoursOfMonth(january) }],
    ['channels', { type: 'channels', channel: null, range: hoursOfMonth(january) }],
  ] as const)('has no report of %s', async (_what, ask) => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      const report = await reportOf(store, clock, { guildId, ...ask });
      const values = report.rows.flatMap((row) => Object.entries(row.values).filter(([name]) => name !== 'days'));
      expect(values.filter(([, value]) => (value as NotKnown).notKnown !== 'deleted')).toEqual([]);
      expect(report.facts.prunedMonths).toEqual([january]);
    });
  });

  it('has an empty export that says so', async () => {
    await withMonths(async (store) => {
      await deleted(store, 3);
      const range = { from: hoursOfMonth(january).from, to: hoursOfMonth(january + 3).to };
      const exporter = new Exporter(store, clock);
      const made = await exporter.userstats({ guildId, range, view: seesAllChannels, limitBytes: 1e6 });
      expect(made.prunedMonths).toEqual([january, january + 1]);
      const rows = parseCsv(gunzipElsewhere(made.files[0]?.bytes ?? new Uint8Array())).slice(1);
      expect(new Set(rows.map(([period = '']) => period.slice(0, 7)))).toEqual(new Set(['2018-03', '2018-04']));

      const forgotten = { from: range.from, to: hoursOfMonth(january + 1).to };
      await expect(
        exporter.userstats({ guildId, range: forgotten, view: seesAllChannels, limitBytes: 1e6 }),
      ).rejects.toThrow(
        new UserError(
          'There is nothing to export: the counters of January 2018 to February 2018 were deleted (KEEP_MONTHS).',
        ),
      );
    });
  });

  it('is unknown if a stored number is missing, and does not affect other months', async () => {
    await withMonths(async (store, directory) => {
      await deleted(store, 3);
      const database = new Database(join(directory, 'census.db'));
      database
        .prepare("update pruned_month set report_row = json_remove(report_row, '$.messages') where month = ?")
        .run(january);
      database.close();
      const [broken, whole] = await store.prunedMonths(guildId);
      expect([broken?.row?.messages, whole?.row?.messages]).toEqual([undefined, expect.any(Number)]);
      const report = async (month: number) =>
        valuesIn(await reportOf(store, clock, { guildId, type: 'full', channel: null, range: hoursOfMonth(month) }));
      expect(await report(january)).toEqual({ ...broken?.row, messages: { notKnown: 'unreadable' } });
      expect(await report(january + 1)).toEqual(whole?.row);
    });
  });
});
