import { describe, expect, it } from 'vitest';
import { VisitorRetention, type VisitorRetentionParts } from '../../src/report/visitor-retention.ts';
import type { SqliteStore } from '../../src/store/sqlite-store.ts';
import { aBatch, aGuild } from '../store/a-batch.ts';
import { guildId, withStore } from './a-store.ts';

const january = 2018 * 12;
const june = january + 5;
const otherId = '300000000000000099';

describe('the retention of visitors', () => {
  it('keeps the open month and so many complete ones before it, in every guild', async () => {
    await withMonths(async (store) => {
      await new VisitorRetention({ ...partsOf(store), keepMonths: 2 }).run(june);
      expect(await monthsOf(store, guildId)).toEqual([june - 2, june - 1, june]);
      expect(await monthsOf(store, otherId)).toEqual([june - 2, june - 1, june]);
    });
  });

  it('scrubs once where something was deleted, and not where nothing was', async () => {
    await withMonths(async (store) => {
      let scrubs = 0;
      const scrub = async () => void scrubs++;
      const { store: real, ...others } = partsOf(store);
      const retention = new VisitorRetention({ ...others, store: { ...real, scrub }, keepMonths: 5 });
      await retention.run(june);
      expect(scrubs).toBe(0);
      for (const _again of [1, 2]) await retention.run(june + 1);
      expect(scrubs).toBe(1);
      expect(await monthsOf(store, guildId)).toEqual([1, 2, 3, 4, 5].map((index) => january + index));
    });
  });

  it('scrubs the next time where the disk refused it', async () => {
    await withMonths(async (store) => {
      const refusals = [new Error('the disk is full')];
      let scrubs = 0;
      const scrub = async () => {
        const refusal = refusals.pop();
        if (refusal !== undefined) throw refusal;
        scrubs += 1;
      };
      const { store: real, ...others } = partsOf(store);
      const retention = new VisitorRetention({ ...others, store: { ...real, scrub }, keepMonths: 1 });
      await expect(retention.run(june)).rejects.toThrow('full');
      await retention.run(june);
      expect(scrubs).toBe(1);
    });
  });

  it('stops between two guilds when it has to, and the next run goes on', async () => {
    await withMonths(async (store) => {
      const stopping = new AbortController();
      const { store: real, ...others } = partsOf(store);
      const forgetVisitors: typeof store.forgetVisitors = (...given) => {
        stopping.abort();
        return real.forgetVisitors(...given);
      };
      const parts = { ...others, store: { ...real, forgetVisitors }, signal: stopping.signal };
      await new VisitorRetention({ ...parts, keepMonths: 1 }).run(june);
      expect(await monthsOf(store, otherId)).toHaveLength(6);
      await new VisitorRetention({ ...partsOf(store), keepMonths: 1 }).run(june);
      expect(await monthsOf(store, otherId)).toEqual([june - 1, june]);
    });
  });
});

/** Two guilds with visitors in each month from January to June, which is open. */
async function withMonths(use: (store: SqliteStore) => Promise<void>): Promise<void> {
  await withStore({ batches: [], openMonth: january }, async (store) => {
    const months = [0, 1, 2, 3, 4, 5].map((index) => january + index);
    const visitors = [guildId, otherId].flatMap((id) =>
      months.map((month) => ({ guildId: id, month, dimension: 'device' as const, value: 'web', members: 3 })),
    );
    await store.commit(aBatch(2, { guilds: [aGuild(guildId), aGuild(otherId)], visitors }));
    await use(store);
  });
}

function partsOf(store: SqliteStore): Omit<VisitorRetentionParts, 'keepMonths'> {
  return {
    store: {
      forgetVisitors: (id, before) => store.forgetVisitors(id, before),
      scrub: () => store.scrub(),
    },
    guildIds: () => [guildId, otherId],
    signal: new AbortController().signal,
  };
}

async function monthsOf(store: SqliteStore, id: string): Promise<readonly number[]> {
  return (await store.visitors(id)).map(({ month }) => month);
}
