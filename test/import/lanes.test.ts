import { expect, it } from 'vitest';
import { hoursOfMonth } from '../../src/core/time.ts';
import { guildId, kitchen } from '../cast.ts';
import { aDataFolder, february, nowMs } from '../cli/a-data-folder.ts';
import { chatExport, importOf, lookAt } from './an-import.ts';

it('months go into the lane of their guild, up to the month that is open there', async () => {
  // The guild is in the second lane, which has not closed February yet.
  const data = await aDataFolder({ lanes: 2, isAlive: null, unlike: { 1: { openMonth: february } } });
  const messages = [february - 1, february].map((month) => ({
    hour: hoursOfMonth(month).from,
    user: '110000000000000001',
  }));
  const second = await importOf(
    { 'a.json': chatExport({}, messages, { id: guildId, name: 'Kitchen' }) },
    { data, nowMs },
  );
  expect(second.printed).toEqual([
    'January 2026: 1 message, 1 member, 1 channel',
    'February 2026: is not over yet; 1 row left out',
    '1 month was imported for Kitchen.',
  ]);
  const first = await importOf(
    { 'b.json': chatExport({}, messages, { id: kitchen, name: 'Bakery' }) },
    { data, nowMs },
  );
  expect(first.printed).toEqual([
    'January 2026: 1 message, 1 member, 1 channel',
    'February 2026: 1 message, 1 member, 1 channel',
    '2 months were imported for Bakery.',
  ]);
  await lookAt(data, async (store) => {
    const guildsOf = async (lane: number) => (await store.open(lane).checkpoint()).guilds.map(({ id }) => id);
    expect([await guildsOf(0), await guildsOf(1)]).toEqual([[kitchen], [guildId]]);
    expect(await store.months(guildId)).toMatchObject([
      { month: february - 1, isSealed: true, imported: { metrics: ['msg'] } },
    ]);
    expect((await store.months(kitchen)).map(({ month }) => month)).toEqual([february - 1, february]);
  });
});
