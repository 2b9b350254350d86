import { describe, expect, it } from 'vitest';
import type { Counter } from '../../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../../src/core/time.ts';
import { activeWindows } from '../../../src/query/active/active-windows.ts';
import { MonthActivities } from '../../../src/query/active/month-activities.ts';
import { RollingActivities } from '../../../src/query/active/rolling-activities.ts';
import { activeCsv } from '../../../src/render/files/active-csv.ts';
import { byteOrderMark } from '../../../src/render/files/csv.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { parseCsv } from '../../render/files/naive-csv.ts';
import { aBatch, aGuild, nobody } from '../../store/a-batch.ts';
import { noSummaries } from '../../store/no-summaries.ts';
import { deltasOf, guildId, membersOf, withStore } from '../a-store.ts';
import { allOf, questionsOn, storeWith, valuesIn } from '../ask.ts';

const march = 2018 * 12 + 2;
const [marchHours, aprilHours, mayHours] = [march, march + 1, march + 2].map(hoursOfMonth) as [Hours, Hours, Hours];
type Hours = ReturnType<typeof hoursOfMonth>;

/** A message of a member at noon on a day of the month, from 1. */
function recordMessage({ from }: Hours, day: number, ...members: readonly number[]): Counter[] {
  return members.map((member) => {
    return { hour: from + (day - 1) * 24 + 12, metric: 'msg', channel: 1, member, amount: 1 };
  });
}

describe('the days of a range', () => {
  it('have exact numbers within a month, and across months bounds with an estimate between them', async () => {
    await withSpring(async (store) => {
      // Members 1 and 2 on each day of March, so a member active on 1 April is estimated to be one of them.
      const lines = await csvOf(store, { from: marchHours.to - 24, to: aprilHours.from + 48 });
      expect(lines).toEqual([
        ['Date', 'DAU', 'WAU', 'WAU low', 'WAU high', 'MAU', 'MAU low', 'MAU high', 'Calendar month'],
        ['2018-03-31', '2', '2', '2', '2', '3', '3', '3', '3'],
        ['2018-04-01', '1', '2', '2', '3', '3', '3', '4', '1'],
        ['2018-04-02', '2', '2', '2', '4', '3', '3', '5', '2'],
      ]);
    });
  });

  it('have no estimate without a complete earlier month', async () => {
    await withSpring(async (store) => {
      const [, line] = await csvOf(store, { from: aprilHours.from, to: aprilHours.from + 24 }, marchHours.from + 1);
      expect(line).toEqual(['2018-04-01', '1', '', '2', '3', '', '3', '4', '1']);
    });
  });

  it('have empty cells if counters were deleted', async () => {
    await withSpring(async (store) => {
      await store.pruneMonth(guildId, { month: march, row: {} }, noSummaries);
      const lines = await csvOf(store, { from: aprilHours.from, to: aprilHours.from + 24 * 30 });
      expect(lines[1]).toEqual(['2018-04-01', '1', '', '', '', '', '', '', '1']);
      expect(lines[7]).toEqual(['2018-04-07', '0', '2', '2', '2', '', '', '', '2']);
      expect(lines[30]).toEqual(['2018-04-30', '0', '0', '0', '0', '2', '2', '2', '2']);
    });
  });

  it('cover three months if thirty days do', async () => {
    await withSpring(async (store) => {
      const windows = await windowsOf(store, 0);
      const window = await windows.within({ from: marchHours.to - 24, to: mayHours.from + 24 });
      expect(window).toMatchObject({ low: 2, high: 4 });
    });
  });
});

describe('an active report', () => {
  it('ends with the current hour, leaves the day out of the average, and is compared with the same part of the month before', async () => {
    await withSpring(async (store) => {
      const questions = questionsOn(store, at(aprilHours.from + 38));
      const asked = allOf(guildId, { from: aprilHours.from, to: aprilHours.to });
      const report = await questions.ask({ ...asked, about: 'active', compareWith: 'periodBefore' });
      expect(report.query.range).toEqual({ from: aprilHours.from, to: aprilHours.from + 38 });
      expect(valuesIn(report)).toMatchObject({ perDay: 1, inRange: 2 });
      expect(report.facts.isSealed).toBe(false);
      expect(report.before?.query.range).toEqual({ from: marchHours.from, to: marchHours.from + 38 });
      expect(valuesIn(report.before as NonNullable<typeof report.before>)).toMatchObject({ perDay: 2, inRange: 2 });
      expect(valuesIn(await questions.ask({ ...asked, about: 'activeInRange' }))).toEqual({ perDay: 1, inRange: 2 });
    });
  });

  it('has no numbers for deleted counters', async () => {
    await withSpring(async (store) => {
      await store.pruneMonth(guildId, { month: march, row: {} }, noSummaries);
      const asked = allOf(guildId, { from: aprilHours.from, to: aprilHours.from + 24 });
      const questions = questionsOn(store, at(aprilHours.from + 30));
      const report = await questions.ask({ ...asked, about: 'active', compareWith: 'periodBefore' });
      const deleted = { notKnown: 'deleted' };
      expect(valuesIn(report)).toEqual({ perDay: 1, week: deleted, month: deleted, inRange: 1, stickiness: deleted });
      expect(report.before).toBeNull();
    });
  });
});

describe('rolling windows', () => {
  it('are of the last 24 hours, 7 and 30 days, to the nearest hour', async () => {
    await withSpring(async (store) => {
      const rolling = rollingAt(store, aprilHours.from + 24 + 12.4);
      await rolling.compute();
      // Whether 1 April, noon, is more than 24 hours ago depends on the rounding of the hour.
      expect(rolling.latest.get(guildId)).toMatchObject({
        day: { low: 2, high: 2 },
        week: { low: 2, high: 4 },
        month: { low: 3, high: 5, estimate: 3 },
      });
      const later = rollingAt(store, aprilHours.from + 24 + 13.6);
      await later.compute();
      expect(later.latest.get(guildId)).toMatchObject({ day: { low: 2 } });
      const nextDay = rollingAt(store, aprilHours.from + 48 + 13.6);
      await nextDay.compute();
      expect(nextDay.latest.get(guildId)).toMatchObject({ day: { low: 0, high: 0 } });
    });
  });

  it('are shared by concurrent callers, and leave out a removed guild', async () => {
    await withSpring(async (store) => {
      const rolling = rollingAt(store, aprilHours.from + 36);
      expect(rolling.compute()).toBe(rolling.compute());
      await rolling.compute();
      expect([...rolling.latest.keys()]).toEqual([guildId]);
    });
  });
});

/**
 * In March, members 1 and 2 on every day and 3 on the tenth. In April, 1 on the first day, and 1 and 5 on the second
 * (different people from those in March). April is open.
 */
async function withSpring(use: (store: LaneStore) => Promise<void>): Promise<void> {
  const days = Array.from({ length: 31 }, (_, day) => recordMessage(marchHours, day + 1, 1, 2)).flat();
  const batches = [[...days, ...recordMessage(marchHours, 10, 3)]];
  await withStore({ batches, openMonth: march }, async (store) => {
    let token = 0xb000_0000;
    await store.beginRotation(march, march + 1, (count) => Uint32Array.from({ length: count }, () => token++));
    await store.openMonth(march + 1);
    await store.noteSaltDestroyed(march, 0);
    const april = [...recordMessage(aprilHours, 1, 1), ...recordMessage(aprilHours, 2, 1, 5)];
    await store.commit(aBatch(3, { members: membersOf(april), deltas: deltasOf(april) }), nobody);
    await use(store);
  });
}

function windowsOf(store: LaneStore, firstConnectedHour: number) {
  const guild = { id: guildId, firstConnectedMs: firstConnectedHour * hourMs };
  return activeWindows(store, new MonthActivities(store), guild);
}

async function csvOf(store: LaneStore, range: Hours, firstConnectedHour = 0): Promise<readonly (readonly string[])[]> {
  const guild = aGuild(guildId, { firstConnectedMs: firstConnectedHour * hourMs });
  const connected = storeWith(store, { guild: async () => guild });
  const days = await questionsOn(connected, at(mayHours.from)).ask({ ...allOf(guildId, range), about: 'activeDays' });
  return parseCsv(activeCsv(days).replace(byteOrderMark, ''));
}

function rollingAt(store: LaneStore, hour: number): RollingActivities {
  return new RollingActivities({
    store,
    clock: at(hour),
    activities: new MonthActivities(store),
    guilds: () => [{ id: guildId, firstConnectedMs: 0 }],
    signal: new AbortController().signal,
  });
}

function at(hour: number) {
  return { now: () => hour * hourMs };
}
