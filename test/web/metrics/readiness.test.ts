import { describe, expect, it } from 'vitest';
import { reasonsNotReady } from '../../../src/web/metrics/readiness.ts';

const connected = { shardId: 0, isConnected: true, reconnects: 0 };
const cutOff = { ...connected, shardId: 1, isConnected: false };
const well = { lanes: [0], shards: [connected], isDiskRefusing: false, isMonthClosing: false, monthOverdueMs: 0 };

describe('Census', () => {
  it('is ready while it is connected, its month is open and the disk accepts writes', () => {
    expect(reasonsNotReady(well)).toEqual([]);
  });

  it.each([
    ['before the gateway is connected', { shards: [] }, /not connected to Discord/],
    [
      'while its shard is cut off',
      { shards: [{ ...connected, isConnected: false }] },
      /^Census is not connected to Discord\.$/,
    ],
    [
      'while a shard is cut off',
      { lanes: [0, 1], shards: [connected, cutOff] },
      /not connected to Discord on shard 1\.$/,
    ],
    [
      'while a shard waits for its session',
      { lanes: [0, 1, 2], shards: [connected] },
      /not connected to Discord on shards 1, 2\.$/,
    ],
    ['while none of its shards is connected', { lanes: [0, 1], shards: [cutOff] }, /not connected to Discord\.$/],
    ['while the disk refuses', { isDiskRefusing: true }, /disk refuses/],
    ['while an ended month is still open', { monthOverdueMs: 1 }, /month is over/],
    ['while a month is closing', { isMonthClosing: true, monthOverdueMs: 5000 }, /month is closing/],
  ])('is not ready %s', (_when, state, reason) => {
    expect(reasonsNotReady({ ...well, ...state })).toEqual([expect.stringMatching(reason)]);
  });

  it('names every reason', () => {
    expect(reasonsNotReady({ ...well, shards: [], isDiskRefusing: true, monthOverdueMs: 1 })).toHaveLength(3);
  });
});
