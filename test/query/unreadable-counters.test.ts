import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seesAllChannels } from '../../src/core/channel.ts';
import type { Counter } from '../../src/core/counter.ts';
import { hourMs, hoursOfMonth } from '../../src/core/time.ts';
import { cellSizes } from '../../src/query/k-anonymity.ts';
import { memberRows } from '../../src/query/questions/member-rows.ts';
import { Exporter } from '../../src/render/files/exporter.ts';
import { likelyNumber } from '../../src/render/values.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { aChannel, guildId, withStore } from './a-store.ts';
import { allOf, questionsOn, reportOf, valuesIn } from './ask.ts';

const march = 2026 * 12 + 2;
const { from: start } = hoursOfMonth(march);
const range = { from: start, to: start + 24 };
const clock = { now: () => (start + 100) * hourMs };
const channels = [aChannel(1, 'general'), aChannel(2, 'garden')];

/** Every batch has a headcount and a message of the same member, so that every reader reads every blob. */
function someBatches(): fc.Arbitrary<Counter[][]> {
  const message = fc.record({
    metric: fc.constant('msg' as const),
    channel: fc.integer({ min: 1, max: 2 }),
    member: fc.integer({ min: 0, max: 12 }),
    amount: fc.integer({ min: 1, max: 9 }),
  });
  const join = fc.record({ metric: fc.constant('join' as const), channel: fc.constant(0), member: fc.constant(0) });
  const batch = fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.array(message, { maxLength: 12 }), fc.array(join, { maxLength: 2 }))
    .map(([hour, messages, joins]) => [
      { hour: start + hour, metric: 'total_users' as const, channel: 0, member: 0, amount: 9 },
      { hour: start + hour, metric: 'msg' as const, channel: 1, member: 1, amount: 1 },
      ...messages.map((counter) => ({ ...counter, hour: start + hour })),
      ...joins.map((counter) => ({ ...counter, hour: start + hour, amount: 1 })),
    ]);
  return fc.array(batch, { minLength: 1, maxLength: 8 });
}

const damages: Readonly<Record<string, (columns: Buffer) => Uint8Array>> = {
  'cut off': (columns) => columns.subarray(0, -1),
  'of another version': (columns) => Buffer.concat([Buffer.of(9), columns.subarray(1)]),
  'with a metric that is not known': (columns) => Buffer.concat([columns, Buffer.of(15, 1)]),
  'with a number that does not end': (columns) => Buffer.concat([columns, Buffer.of(0xff)]),
  'of nothing at all': () => new Uint8Array(0),
};

describe('counters that are partly unreadable', () => {
  it('lose only their hours, which become a gap', async () => {
    const story = fc.record({
      batches: someBatches(),
      damage: fc.constantFrom(...Object.keys(damages)),
      places: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 3 }),
      isCompacted: fc.constantFrom('not', 'before', 'after'),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ batches, damage, places, isCompacted }) => {
        await withStore({ batches, channels, openMonth: march }, async (store, directory) => {
          if (isCompacted === 'before') await store.compact(start + 23);
          const damaged = spoil(directory, isCompacted === 'before' ? 'part' : 'delta', places, damage);
          const left = batches.filter((batch, index) => {
            const { hour } = batch[0] as Counter;
            return !(isCompacted === 'before' ? damaged.hours.has(hour) : damaged.ids.has(index + 1));
          });
          if (isCompacted === 'after') await store.compact(start + 24);
          await expectAllOf(store, left.flat(), damaged.hours);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('include those that are readable one by one but whose sum overflows', async () => {
    const message = { metric: 'msg' as const, channel: 1, member: 1 };
    const tooMuch = { ...message, hour: start + 2, amount: 2 ** 53 - 1 };
    const right = { ...message, hour: start + 4, amount: 3 };
    await withStore({ batches: [[tooMuch], [tooMuch], [right]], channels, openMonth: march }, async (store) => {
      await expectAllOf(store, [right], new Set([start + 2]));
    });
  });

  it('are deleted entirely when a member is erased, because they may contain their rows', async () => {
    const batches = [4, 5, 6].map((hour) => [
      { hour: start + hour, metric: 'msg' as const, channel: 1, member: 1, amount: 2 },
      { hour: start + hour, metric: 'msg' as const, channel: 1, member: 2, amount: 3 },
    ]);
    for (const table of ['delta', 'part'] as const) {
      await withStore({ batches, channels, openMonth: march }, async (store, directory) => {
        if (table === 'part') await store.compact(start + 23);
        spoil(directory, table, [1], 'cut off');
        await store.eraseMember(guildId, 1, null);
        await store.forget();
        await expectAllOf(store, [batches[0]?.[1], batches[2]?.[1]] as Counter[], new Set([start + 5]));
        expect(rowsOf(directory, table)).toHaveLength(2);
        expect(await memberRows(store, guildId, 1, range)).toMatchObject({ rows: 0 });
      });
    }
  });

  it('are left alone when hours are merged, and later ones are still merged', async () => {
    const batches = [1, 2, 2, 3].map((hour) => [
      { hour: start + hour, metric: 'msg' as const, channel: 1, member: 1, amount: 2 },
    ]);
    await withStore({ batches, channels, openMonth: march }, async (store, directory) => {
      spoil(directory, 'delta', [1], 'cut off');
      for (const hours of [3, 4, 24, 48]) await store.compact(start + hours);
      expect(rowsOf(directory, 'delta')).toHaveLength(1);
      expect(rowsOf(directory, 'part')).toHaveLength(3);
      await expectAllOf(store, [batches[0], batches[2], batches[3]].flat() as Counter[], new Set([start + 2]));
    });
  });
});

/** Expects every reader to find these counters, and the hours as gaps. */
async function expectAllOf(store: LaneStore, counters: readonly Counter[], unseen: ReadonlySet<number>) {
  const messages = counters.filter(({ metric }) => metric === 'msg');
  const sum = messages.reduce((total, { amount }) => total + amount, 0);
  const members = new Set(messages.map(({ member }) => member)).size;
  const hoursOfGaps = (gaps: readonly { fromMs: number; toMs: number }[]) =>
    gaps.flatMap(({ fromMs, toMs }) => {
      return Array.from({ length: (toMs - fromMs) / hourMs }, (_, index) => fromMs / hourMs + index);
    });
  const expected = [...unseen].sort((a, b) => a - b);

  for (const type of ['full', 'weekday', 'hourly', 'channels'] as const) {
    const report = await reportOf(store, clock, { guildId, type, channel: null, range });
    expect(report.rows.reduce((total, { values }) => total + (likelyNumber(values.messages) ?? 0), 0)).toBe(sum);
    expect(hoursOfGaps(report.facts.coverage.gaps)).toEqual(expected);
  }
  const active = await questionsOn(store, clock).ask({ ...allOf(guildId, range), about: 'active' });
  expect(valuesIn(active).inRange).toBe(members);
  expect(hoursOfGaps(active.facts.coverage.gaps)).toEqual(expected);

  const exported = await new Exporter(store, clock).userstats({
    guildId,
    range,
    view: seesAllChannels,
    limitBytes: 2 ** 20,
  });
  expect(hoursOfGaps(exported.coverage.gaps)).toEqual(expected);
  expect((await cellSizes(store, guildId, range, () => {})).members).toBe(members);
  const ofOne = messages.filter(({ member }) => member === 1).reduce((total, { amount }) => total + amount, 0);
  expect((await memberRows(store, guildId, 1, range)).messages).toBe(ofOne);
}

interface Row {
  readonly id: number;
  readonly hour: number;
  readonly columns: Buffer;
}

function rowsOf(directory: string, table: 'delta' | 'part'): Row[] {
  const database = new Database(join(directory, 'census.db'));
  const hour = table === 'delta' ? 'hour' : `${start} + id / 256 % 1024`;
  const rows = database.prepare<[], Row>(`select id, ${hour} as hour, columns from ${table} order by id`).all();
  database.close();
  return rows;
}

function spoil(directory: string, table: 'delta' | 'part', places: readonly number[], damage: string) {
  const rows = rowsOf(directory, table);
  const chosen = [...new Set(places.map((place) => rows[place % rows.length] as Row))];
  const database = new Database(join(directory, 'census.db'));
  const update = database.prepare(`update ${table} set columns = :columns where id = :id`);
  for (const { id, columns } of chosen) update.run({ id, columns: damages[damage]?.(columns) });
  database.close();
  return { ids: new Set(chosen.map(({ id }) => id)), hours: new Set(chosen.map(({ hour }) => hour)) };
}
