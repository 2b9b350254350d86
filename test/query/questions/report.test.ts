import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { Exporter } from '../../../src/render/files/exporter.ts';
import { month, monthHours } from '../../columns/some-counters.ts';
import { gunzipElsewhere } from '../../render/files/naive-csv.ts';
import { aChannel, guildId, withStore } from '../a-store.ts';
import { reportOf, rowsOf } from '../ask.ts';

const clock = { now: () => Date.UTC(2018, 2, 31, 12) };
const monday = Date.UTC(2018, 2, 5) / hourMs;
const range = { from: monday, to: monday + 5 * 24 };
const general = aChannel(1, 'general');
const channels = [general, aChannel(2, '=1+1'), aChannel(3, 'art-café')];
const counters: Counter[] = [
  { hour: monday + 1, metric: 'msg', channel: 1, member: 10, amount: 2 },
  { hour: monday + 1, metric: 'msg', channel: 2, member: 11, amount: 5 },
  { hour: monday + 26, metric: 'msg', channel: 1, member: 11, amount: 4 },
  { hour: monday + 26, metric: 'join', channel: 0, member: 0, amount: 1 },
  { hour: monday + 26, metric: 'total_users', channel: 0, member: 0, amount: 58 },
  { hour: monday + 25, metric: 'total_users', channel: 0, member: 0, amount: 57 },
];
const content = { batches: [counters], channels, openMonth: month };

describe('the file of a report', () => {
  it('has a line for every weekday, with unrounded floats', async () => {
    await withStore(content, async (store) => {
      const report = await reportOf(store, clock, { guildId, type: 'weekday', channel: null, range });
      const { name, bytes } = await new Exporter(store, clock).reportFile(report);
      expect(name).toBe('report-weekday-all-2018-03-05-2018-03-10.csv.gz');
      expect(gunzipElsewhere(bytes).split('\r\n')).toEqual([
        '\ufeffCase,Total users,Active users,Voice users,Joins,Parts,Messages,Messages/user,(stdev),Voice man-hours,Voice hours/user,(stdev),Days',
        'Monday,0,2,0,0,0,7,3.5,2.1213203435596424,0,0,0,1',
        'Tuesday,58,1,0,1,0,4,4,0,0,0,0,1',
        ...['Wednesday', 'Thursday', 'Friday'].map((day) => `${day},0,0,0,0,0,0,0,0,0,0,0,1`),
        ...['Saturday', 'Sunday'].map((day) => `${day},0,0,0,0,0,0,0,0,0,0,0,0`),
        '',
      ]);
    });
  });

  it('by channel leaves cells empty that no channel has', async () => {
    await withStore(content, async (store) => {
      const report = await reportOf(store, clock, { guildId, type: 'channels', channel: null, range });
      const { name, bytes } = await new Exporter(store, clock).reportFile(report);
      expect(name).toBe('report-channels-all-2018-03-05-2018-03-10.csv.gz');
      expect(gunzipElsewhere(bytes).split('\r\n').slice(1)).toEqual([
        '#general,,2,0,,,6,3,1.4142135623730951,0,0,0',
        '#=1+1,,1,0,,,5,5,0,0,0,0',
        '',
      ]);
    });
  });
});

describe('a report', () => {
  it("of a channel has the whole guild's members, joins and parts", async () => {
    await withStore(content, async (store) => {
      const report = await reportOf(store, clock, { guildId, type: 'full', channel: general, range });
      expect(rowsOf(report)).toMatchObject([{ label: 'all', totalUsers: 58, joins: 1, activeUsers: 2, messages: 6 }]);
    });
  });

  it('covers one month only', async () => {
    await withStore(content, async (store) => {
      const twoMonths = { from: monthHours.from, to: monthHours.to + 24 };
      const report = reportOf(store, clock, { guildId, type: 'full', channel: null, range: twoMonths });
      await expect(report).rejects.toThrow('a report covers days of one month');
    });
  });

  it('reports its progress, up to 1', async () => {
    await withStore(content, async (store) => {
      const shares: number[] = [];
      const onProgress = (share: number) => shares.push(share);
      await reportOf(store, clock, { guildId, type: 'hourly', channel: null, range, onProgress });
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    });
  });

  it('states what was not observed', async () => {
    const gaps = [{ fromMs: (monday + 12) * hourMs, toMs: (monday + 24) * hourMs }];
    await withStore({ ...content, gaps }, async (store) => {
      const report = await reportOf(store, clock, { guildId, type: 'full', channel: null, range });
      expect(report.facts.coverage.observedShare).toBeCloseTo(0.9, 12);
      expect(report.facts.coverage.gaps).toEqual(gaps);
    });
  });

  it('is sealed once the salt of its month is known to be destroyed', async () => {
    await withStore(content, async (store) => {
      const april = { now: () => Date.UTC(2018, 3, 1, 1) };
      const ask = { guildId, type: 'full', channel: null, range } as const;
      expect((await reportOf(store, april, ask)).facts.isSealed).toBe(false);
      await store.beginRotation(month, month + 1, (count) =>
        Uint32Array.from({ length: count }, (_, i) => 0xb0000000 + i),
      );
      await store.forget();
      await store.openMonth(month + 1);
      expect((await reportOf(store, april, ask)).facts.isSealed).toBe(false);
      await store.noteSaltDestroyed(month, monthHours.to * hourMs);
      expect((await reportOf(store, april, ask)).facts.isSealed).toBe(true);
    });
  });

  it('of a month without counters is sealed if the month is over', async () => {
    await withStore(content, async (store) => {
      const sealedIn = async (number: number) => {
        const request = { guildId, type: 'full', channel: null, range: hoursOfMonth(number) } as const;
        return (await reportOf(store, clock, request)).facts.isSealed;
      };
      expect(await sealedIn(month - 1)).toBe(true);
      expect(await sealedIn(month + 1)).toBe(false);
    });
  });

  it('of a split month says so, and so does its export', async () => {
    await withStore(content, async (store) => {
      await store.markSplit(month);
      const report = await reportOf(store, clock, { guildId, type: 'full', channel: null, range });
      expect(report.facts.isSplit).toBe(true);
      const twoMonths = { from: monthHours.from, to: monthHours.to + 24 };
      const made = await new Exporter(store, clock).userstats({
        guildId,
        range: twoMonths,
        view: seesAllChannels,
        limitBytes: 1e6,
      });
      expect(made).toMatchObject({ isSplit: true, spansMonths: true, isSealed: false });
    });
  });
});
