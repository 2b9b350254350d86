import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../seeded-properties.ts';
import { ChannelWriters } from '../../src/columns/channel-writers.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import { someCounters } from './some-counters.ts';

it('finds the same channels with enough writers as a naive count', () => {
  fc.assert(
    fc.property(
      fc.array(someCounters({ members: 9 }), { maxLength: 4 }),
      fc.integer({ min: 1, max: 6 }),
      (blobs, fewest) => {
        const writers = new ChannelWriters(fewest);
        for (const counters of blobs) writers.add(encodeColumns(counters));
        const written = blobs.flat().filter(({ metric, amount }) => metric === 'msg' && amount > 0);
        const channels = [...new Set(written.map(({ channel }) => channel))].filter((channel) => {
          return new Set(written.filter((one) => one.channel === channel).map(({ member }) => member)).size >= fewest;
        });
        expect([...writers.channels].sort()).toEqual(channels.sort());
      },
    ),
  );
});
