import { describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { hourMs, hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { rangeFacts } from '../../src/query/range-facts.ts';
import { art, kitchen } from '../cast.ts';
import { found } from '../store/sqlite/forgotten/bytes-found.ts';
import { ACensus, guildId as knownGuildId } from '../vault/a-census.ts';
import { chatExport, csv, firstHour, importOf, lookAt, march2018 } from './an-import.ts';

const [ann, bob, carol] = ['110000000000000001', '110000000000000002', '110000000000000003'] as const;

/** The nth day of March 2018, as the exporter writes it. */
const march = (day: number, time = '00:00') => `2018-03-${String(day).padStart(2, '0')}T${time}:00+00:00`;
const hourOfDay = (day: number) => firstHour + (day - 1) * 24 + 10;

/** A channel's messages at ten o'clock of some days of March, asked for within some bounds. */
function exported(days: readonly number[], facts: object, channel: object = {}, guild?: object): string {
  const people = [ann, bob, carol];
  const messages = days.map((day, nth) => ({ hour: hourOfDay(day), nth: day, user: people[nth % 3] ?? ann }));
  return chatExport(channel, messages, guild, { exportedAt: '2018-05-02T12:00:00+00:00', ...facts });
}

const untilThe10th = exported([1, 9], { exportedAt: march(10, '12:00') });
const fromThe10th = exported([11, 12, 28], { dateRange: { after: march(10), before: null } });

/** The gaps of March 2018 as hours of the month. */
function gapsOf(data: string, guildId = kitchen): Promise<number[][]> {
  return lookAt(data, async (store) => {
    const clock = { now: () => Date.UTC(2026, 0) };
    const { coverage } = await rangeFacts(store, clock, guildId, hoursOfMonth(march2018));
    const start = startOfMonthMs(march2018);
    return coverage.gaps.map(({ fromMs, toMs }) => [(fromMs - start) / hourMs, (toMs - start) / hourMs]);
  });
}

describe('an import of a part of a month', () => {
  it('says so, and shows the rest as a gap', async () => {
    const { data, printed, code } = await importOf({ 'general.json': untilThe10th });
    expect([code, ...printed]).toEqual([
      0,
      'March 2018: 2 messages, 2 members, 1 channel',
      'The files cover March 2018 only until 2018-03-10 12:00 UTC; the rest is shown as not observed.',
      '1 month was imported for Kitchen.',
    ]);
    expect(await gapsOf(data)).toEqual([[9 * 24 + 12, 31 * 24]]);
  });

  it.each([
    ['after', { after: march(8), before: null }, [[0, 7 * 24]]],
    ['before', { after: null, before: march(12) }, [[11 * 24, 31 * 24]]],
    [
      'after and before',
      { after: march(8), before: march(12) },
      [
        [0, 7 * 24],
        [11 * 24, 31 * 24],
      ],
    ],
  ])('covers what was asked for with %s', async (_what, dateRange, gaps) => {
    const { data } = await importOf({ 'general.json': exported([9, 10], { dateRange }) });
    expect(await gapsOf(data)).toEqual(gaps);
  });

  it('covers what the files of every channel cover', async () => {
    const { data } = await importOf({
      'general.json': exported([1, 30], {}),
      'art.json': exported([9], { dateRange: { after: march(8), before: march(20) } }, { id: art, name: 'art' }),
    });
    expect(await gapsOf(data)).toEqual([
      [0, 7 * 24],
      [19 * 24, 31 * 24],
    ]);
  });

  it('is not limited by a channel whose files end before the month', async () => {
    const gone = exported([], { exportedAt: '2018-02-01T00:00:00+00:00' }, { id: art, name: 'art' });
    const { data } = await importOf({ 'general.json': exported([1, 30], {}), 'art.json': gone });
    expect(await gapsOf(data)).toEqual([]);
  });

  it('covers the days from the first to the last row of a CSV file, which names no bounds', async () => {
    const { data } = await importOf({ 'a.csv': csv([hourOfDay(5), '1', 'general'], [hourOfDay(20), '1', 'general']) });
    expect(await gapsOf(data, '1')).toEqual([
      [0, 4 * 24 + 10],
      [19 * 24 + 11, 31 * 24],
    ]);
    const whole = await importOf({ 'a.csv': csv([hourOfDay(1), '1', 'general'], [hourOfDay(31), '1', 'general']) });
    expect(await gapsOf(whole.data, '1')).toEqual([]);
  });
});

describe('a later import of a month', () => {
  it('is left out if it covers another part, and replaces it if it covers both', async () => {
    const { data } = await importOf({ 'general.json': untilThe10th });
    const second = await importOf({ 'general (after).json': fromThe10th }, { data });
    expect(second.printed).toEqual([
      'March 2018: was imported with what these files lack; 3 rows left out. To replace it, give these files and the earlier ones in one command.',
    ]);
    expect(second.code).toBe(1);
    expect(await gapsOf(data)).toEqual([[9 * 24 + 12, 31 * 24]]);

    const both = await importOf({ 'general.json': untilThe10th, 'general (after).json': fromThe10th }, { data });
    expect(both.printed).toEqual([
      'March 2018: 5 messages, 3 members, 1 channel',
      '1 month was imported for Kitchen, 1 in place of what was imported before.',
    ]);
    expect(await gapsOf(data)).toEqual([]);

    const less = await importOf({ 'general.json': untilThe10th }, { data });
    expect(less.printed[0]).toMatch(/^March 2018: was imported with what these files lack; 2 rows left out/);
  });

  it.each([
    ['another channel', exported([1, 30], {}, { id: art, name: 'art' })],
    ['less of one of its channels', exported([1, 9], { exportedAt: march(12) })],
  ])('is left out if it has %s', async (_what, file) => {
    const whole = exported([1, 30], {});
    const { data } = await importOf({ 'general.json': whole, 'art.json': exported([2], {}, { id: art, name: 'art' }) });
    expect((await importOf({ 'a.json': file }, { data })).printed[0]).toMatch(/what these files lack/);
  });

  it('is left out if it has no voice, and what is there has', async () => {
    const line = (what: string, hour: number) => `2018-03-${hour} 10:00:00,${what}\r\n`;
    const stats = `${line('msg,h$a,#general,2', 10)}${line('voice,h$a,#Voice,90', 11)}`;
    const { data } = await importOf({ 'userstats.csv': stats });
    await lookAt(data, async (store) => {
      expect(await store.months('1')).toMatchObject([{ imported: { metrics: ['msg', 'voice'] } }]);
    });
    const messages = csv([hourOfDay(1), '1', 'general'], [hourOfDay(31), '1', 'Voice']);
    expect((await importOf({ 'a.csv': messages }, { data })).printed[0]).toMatch(/what these files lack/);
  });

  it('knows joins and voice of a program that wrote the number of members, even if there were none', async () => {
    const { data } = await importOf({
      'userstats.csv': '2018-03-05 10:00:00,total_users,,,9\n2018-03-05 10:00:00,msg,h$a,#general,2\n',
    });
    const metrics = ['join', 'msg', 'part', 'total_users', 'voice'];
    await lookAt(data, async (store) => expect(await store.months('1')).toMatchObject([{ imported: { metrics } }]));
  });

  it('leaves out who has opted out since', async () => {
    const census = await ACensus.open();
    const guild = { id: knownGuildId, name: 'known' };
    await census.countMessages([bob]);
    await census.close();
    const file = { 'a.json': exported([1, 2, 3], {}, {}, guild) };
    expect((await importOf(file, { data: census.directory })).printed[0]).toContain('3 messages, 3 members');
    const again = await ACensus.open({ directory: census.directory, seed: 'again' });
    await again.vault.setOptedOut(knownGuildId, new Person(ann), true);
    await again.countMessages([bob]);
    await again.close();
    const { printed } = await importOf(file, { data: census.directory });
    expect(printed[0]).toContain('2 messages, 2 members');
    expect(printed.at(-1)).toMatch(/, 1 in place of what was imported before\.$/);
  });

  it('leaves no byte of the tokens that it replaces', async () => {
    const people = Array.from({ length: 300 }, (_, nth) => [hourOfDay(1) + nth, `${nth}`, 'general'] as const);
    const file = { 'a.csv': csv(...people) };
    const { data } = await importOf(file);
    const tokens = () =>
      lookAt(data, async (store) => {
        const ofMonth = await store.tokens('1', march2018);
        const numbers = Array.from({ length: ofMonth.numbersEnd }, (_, number) => number);
        return numbers.filter((number) => ofMonth.has(number)).map((number) => wordOf(ofMonth.of(number)));
      });
    const before = await tokens();
    expect(found(data, before)).toBe(300);
    await importOf(file, { data });
    expect(found(data, await tokens())).toBe(300);
    expect(found(data, before)).toBe(0);
  });
});

/** A token as the database stores it. */
function wordOf(token: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(token);
  return bytes;
}
