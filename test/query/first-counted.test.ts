import { expect, test } from 'vitest';
import { monthOf } from '../../src/core/time.ts';
import { firstCountedMs } from '../../src/query/first-counted.ts';
import type { StoreReader } from '../../src/store/store-reader.ts';

const firstConnectedMs = Date.parse('2018-03-05T09:30:00Z');

test('a guild is counted since Census first saw it', async () => {
  expect(await first([], [])).toBe('2018-03-05T09:30:00.000Z');
  expect(await first(['2018-03', '2018-04'], [])).toBe('2018-03-05T09:30:00.000Z');
});

test('its numbers begin earlier if months were imported, and stay so when those are pruned', async () => {
  expect(await first(['2017-12', '2018-03'], [])).toBe('2017-12-01T00:00:00.000Z');
  expect(await first(['2018-03'], ['2013-01', '2013-02'])).toBe('2013-01-01T00:00:00.000Z');
});

async function first(months: readonly string[], pruned: readonly string[]): Promise<string> {
  const numbers = (names: readonly string[]) => names.map((name) => ({ month: monthOf(Date.parse(name)) }));
  const store = { months: async () => numbers(months), prunedMonths: async () => numbers(pruned) };
  const guild = { id: '1', firstConnectedMs };
  return new Date(await firstCountedMs(store as unknown as StoreReader, guild)).toISOString();
}
