import { expect, test } from 'vitest';
import { defaultRange } from '../../../src/bot/commands/default-range.ts';
import { aGuild } from '../../store/a-batch.ts';
import { wholeImport } from '../../store/whole-import.ts';

const guildId = '700000000000000001';
const february = 2018 * 12 + 1;
const hour = (day: string) => Date.parse(day) / 3_600_000;
const lastMonth = { range: { from: hour('2018-02-01'), to: hour('2018-03-01') }, isSinceBeginning: false };

test.each([
  ['last month, if it was counted', '2017-01-01T00:00Z', [february], lastMonth],
  ['last month, also if only its last minute was counted', '2018-02-28T23:59Z', [], lastMonth],
  ['last month, if it was imported', '2018-03-02T08:00Z', [february], lastMonth],
  [
    'the days since counting began this month',
    ...[
      '2018-03-02T08:00Z',
      [],
      { range: { from: hour('2018-03-02'), to: hour('2018-03-06') }, isSinceBeginning: true },
    ],
  ],
] as const)('without a range it is %s', async (_what, firstConnected, months, expected) => {
  const guild = aGuild(guildId, { firstConnectedMs: Date.parse(firstConnected) });
  const known = months.map((month) => ({
    ...{
      month,
      isSealed: true,
      isSplit: false,
      imported: wholeImport(month).imported,
      hasTrial: false,
      members: 1,
      saltDestroyedAtMs: null,
    },
  }));
  const services = {
    clock: { now: () => Date.parse('2018-03-05T09:30Z') },
    guilds: { get: () => guild },
    store: { months: async () => known },
  };
  expect(await defaultRange(guildId, services)).toEqual(expected);
});
