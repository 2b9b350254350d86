import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChannelMembers } from '../../src/columns/channel-members.ts';
import { encodeColumns, isReadable } from '../../src/columns/columns.ts';
import { moveChannels } from '../../src/columns/move-channels.ts';
import { countersIn } from './counters-in.ts';
import { naiveSums, someCounters } from './some-counters.ts';

/** Any counters, and new numbers for some of their channels; no counter has channel 9999. */
const counted = someCounters().chain((counters) => {
  const channels = [...new Set(counters.map(({ channel }) => channel))].filter((channel) => channel !== 0);
  const target = fc.constantFrom(...channels, 9999);
  return fc.record({
    counters: fc.constant(counters),
    moves: fc
      .subarray(channels)
      .chain((moved) => fc.tuple(...moved.map((channel) => target.map((to) => [channel, to] as const))))
      .map((pairs) => new Map<number, number>(pairs)),
  });
});

it('counters of moved channels are added to those of their new channels, and no others change', () => {
  fc.assert(
    fc.property(counted, ({ counters, moves }) => {
      const moved = counters.map((counter) => ({ ...counter, channel: moves.get(counter.channel) ?? counter.channel }));
      const blob = moveChannels(encodeColumns(counters), moves);
      expect(countersIn(blob)).toEqual(naiveSums(moved));
      expect(isReadable(blob)).toBe(true);
    }),
  );
});

it('a blob without the channels is returned unchanged', () => {
  const blob = encodeColumns([{ hour: 3, metric: 'msg', channel: 1, member: 5, amount: 2 }]);
  expect(moveChannels(blob, new Map([[2, 3]]))).toBe(blob);
});

it('each person in a channel is counted once over all blobs, and people in other channels are not', () => {
  fc.assert(
    fc.property(fc.array(someCounters(), { maxLength: 4 }), fc.nat(4), (blobs, channel) => {
      const members = new ChannelMembers([channel + 1]);
      for (const counters of blobs) members.add(encodeColumns(counters));
      const there = blobs.flat().filter((counter) => counter.channel === channel + 1 && counter.amount > 0);
      expect(members.count(channel + 1)).toBe(new Set(there.map(({ member }) => member)).size);
      expect(members.count(channel + 2)).toBe(0);
    }),
  );
});
