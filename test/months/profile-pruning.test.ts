import { describe, expect, it } from 'vitest';
import { hoursOfMonth } from '../../src/core/time.ts';
import { ProfilePruning, type ProfilePruningDeps } from '../../src/months/profile-pruning.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { guildId, withStore } from '../query/a-store.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';
import { aTotal } from '../store/contract/a-total.ts';

const january = 2018 * 12;
const june = january + 5;
const otherId = '300000000000000099';

describe('the pruning of profile totals', () => {
  it('keeps the open month and the given number of complete ones before it, in every guild', async () => {
    await withMonths(async (store) => {
      await new ProfilePruning({ ...partsOf(store), keepMonths: 2 }).run(june);
      expect(await monthsOf(store, guildId)).toEqual([june - 2, june - 1, june]);
      expect(await monthsOf(store, otherId)).toEqual([june - 2, june - 1, june]);
    });
  });

  it('overwrites deleted data once, and does nothing if there are none', async () => {
    await withMonths(async (store) => {
      let times = 0;
      const forget = async () => {
        times += 1;
        return 'overwritten' as const;
      };
      const { store: real, ...others } = partsOf(store);
      const pruning = new ProfilePruning({ ...others, store: { ...real, forget }, keepMonths: 5 });
      await pruning.run(june);
      expect(times).toBe(0);
      for (const _again of [1, 2]) await pruning.run(june + 1);
      expect(times).toBe(1);
      expect(await monthsOf(store, guildId)).toEqual([1, 2, 3, 4, 5].map((index) => january + index));
    });
  });

  it('overwrites deleted data in the next run if the disk refused', async () => {
    await withMonths(async (store) => {
      const refusals = [new Error('the disk is full')];
      let times = 0;
      const forget = async () => {
        const refusal = refusals.pop();
        if (refusal !== undefined) throw refusal;
        times += 1;
        return 'overwritten' as const;
      };
      const { store: real, ...others } = partsOf(store);
      const pruning = new ProfilePruning({ ...others, store: { ...real, forget }, keepMonths: 1 });
      await expect(pruning.run(june)).rejects.toThrow('full');
      await pruning.run(june);
      expect(times).toBe(1);
    });
  });

  it('stops between two guilds when aborted, and the next run continues', async () => {
    await withMonths(async (store) => {
      const stopping = new AbortController();
      const { store: real, ...others } = partsOf(store);
      const forgetProfiles: typeof store.forgetProfiles = (...given) => {
        stopping.abort();
        return real.forgetProfiles(...given);
      };
      const parts = { ...others, store: { ...real, forgetProfiles }, signal: stopping.signal };
      await new ProfilePruning({ ...parts, keepMonths: 1 }).run(june);
      expect(await monthsOf(store, otherId)).toHaveLength(6);
      await new ProfilePruning({ ...partsOf(store), keepMonths: 1 }).run(june);
      expect(await monthsOf(store, otherId)).toEqual([june - 1, june]);
    });
  });
});

/** Two guilds with profile totals in each month from January to June, which is open. */
async function withMonths(use: (store: LaneStore) => Promise<void>): Promise<void> {
  await withStore({ batches: [], openMonth: january }, async (store) => {
    const months = [0, 1, 2, 3, 4, 5].map((index) => january + index);
    const totals = [guildId, otherId].flatMap((id) =>
      months.map((month) => aTotal('device', month, 3, { guildId: id, key: 'web' })),
    );
    await store.commit(aBatch(2, { guilds: [aGuild(guildId), aGuild(otherId)], totals }), nobody);
    await use(store);
  });
}

function partsOf(store: LaneStore): Omit<ProfilePruningDeps, 'keepMonths'> {
  return {
    store: {
      forgetProfiles: (id, before) => store.forgetProfiles(id, before),
      forget: () => store.forget(),
    },
    guildIds: () => [guildId, otherId],
    signal: new AbortController().signal,
  };
}

async function monthsOf(store: LaneStore, id: string): Promise<readonly number[]> {
  const range = { from: hoursOfMonth(january).from, to: hoursOfMonth(june).to };
  return (await store.totals(id, { metrics: ['device'], range })).map(({ start }) => start);
}
