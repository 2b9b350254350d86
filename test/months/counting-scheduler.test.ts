import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import { aCollection } from '../collect/collection-fixture.ts';

it('a disk that accepts flushes but no month end is reported once as failing, and as working when all works', async () => {
  const startMs = Date.UTC(2018, 2, 31, 23, 59);
  let isSyncing = false;
  let nextMonths = 0;
  let available = 0;
  const census = await aCollection({
    startMs,
    rotation: {
      prepare: async () => {},
      rotateTo: async () => {
        if (!isSyncing) throw new StoreUnavailable('The disk failed.');
        nextMonths += 1;
        return { forgottenChannels: [] };
      },
    },
    onStoreAvailable: () => {
      available += 1;
    },
  });
  census.coverage.resumed();
  for (let minute = 1; minute <= 10; minute += 1) await census.clock.setTo(startMs + minute * 60_000);
  expect([census.failures.map(String), available]).toEqual([['StoreUnavailable: The disk failed.'], 0]);
  isSyncing = true;
  await census.clock.setTo(startMs + 11 * 60_000);
  expect([nextMonths > 0, available]).toEqual([true, 1]);
  expect(census.failures).toHaveLength(1);
  await census.crash();
});
