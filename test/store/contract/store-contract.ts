import { describe, expect, it } from 'vitest';
import { totalMetrics } from '../../../src/core/metric.ts';
import { describeBatches } from './batch-contract.ts';
import { describeCounters } from './counters-contract.ts';
import { describeDeletedChannels } from './deleted-channels-contract.ts';
import { describeErasure } from './erasure-contract.ts';
import { describeEvents } from './events/events-contract.ts';
import { describeForgetting } from './forgetting-contract.ts';
import { describeImports } from './import-contract.ts';
import { describePeople } from './people-contract.ts';
import { describePosts } from './posts-contract.ts';
import { describeRecentCounters } from './recent-counters-contract.ts';
import { describeRotations } from './rotation-contract.ts';
import { describeSealing } from './sealing-contract.ts';
import { guildId, type MakeStore, wholeMonth } from './store-under-test.ts';
import { describeTotals } from './totals-contract.ts';
import { describeTrials } from './trial-contract.ts';

/** What every store must do, whatever its implementation. */
export function describeStore(name: string, make: MakeStore): void {
  describe(name, () => {
    describeBatches(make);
    describeCounters(make);
    describePeople(make);
    describeRotations(make);
    describeSealing(make);
    describeDeletedChannels(make);
    describeErasure(make);
    describeForgetting(make);
    describeImports(make);
    describeTotals(make);
    describeRecentCounters(make);
    describeTrials(make);
    describePosts(make);
    describeEvents(make);

    it('is empty at first', async () => {
      const { store, dispose } = await make();
      try {
        expect(await store.checkpoint()).toMatchObject({
          batch: 0,
          openMonth: null,
          observedUntilMs: null,
          guilds: [],
        });
        expect(await store.guild(guildId)).toBeUndefined();
        expect(await store.channels(guildId)).toEqual([]);
        expect(await store.prunedMonths(guildId)).toEqual([]);
        expect(await store.totals(guildId, { metrics: totalMetrics, range: wholeMonth })).toEqual([]);
      } finally {
        await dispose();
      }
    });
  });
}
