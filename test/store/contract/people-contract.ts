import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { PeopleChanges, PersonRecord } from '../../../src/store/people-store.ts';
import { aBatch, aGuild } from '../a-batch.ts';
import { PeopleInMemory } from '../people-in-memory.ts';
import { aDelta, countersOf, messages } from './counters-of.ts';
import { guildId, type MakeStore, march, type StoreUnderTest, start, wholeMonth } from './store-under-test.ts';

/** Who has which number: it is there exactly where the counters of the same batch are. */
export function describePeople(make: MakeStore): void {
  describe('people', () => {
    const key = { month: march, keyCheck: Buffer.alloc(16, 3) };
    let underTest: StoreUnderTest;
    let store: LaneStore;

    beforeEach(async () => {
      const lanes = [0, 1].map(() => new PeopleInMemory());
      underTest = await make((lane) => lanes[lane] ?? new PeopleInMemory());
      store = underTest.store;
      await store.openMonth(march);
      expect(await found()).toEqual([]);
    });
    afterEach(() => underTest.dispose());

    async function found(): Promise<PersonRecord[]> {
      const records: PersonRecord[] = [];
      await store.readPeople(key, (record) => records.push(record));
      return records;
    }

    it('are found again after a restart, in the order in which they came', async () => {
      const [first, second] = [aPerson(1, 1), aPerson(2, 2)];
      await store.commit(aBatch(1, { guilds: [aGuild(guildId)] }), changes(first));
      await store.commit(aBatch(2), changes(second));
      store = await underTest.reopen();
      expect(await found()).toEqual([first, second]);
    });

    it('are added once when their batch comes again', async () => {
      const batch = aBatch(1, { guilds: [aGuild(guildId)] });
      await store.commit(batch, changes(aPerson(1, 1)));
      await store.commit(batch, changes(aPerson(1, 1)));
      store = await underTest.reopen();
      await store.commit(batch, changes(aPerson(1, 1)));
      expect(await found()).toHaveLength(1);
    });

    it('are added once when their batch is refused and comes without the rows at fault', async () => {
      const deltas = [aDelta(messages(start, 1)), aDelta(messages(start, 1), 'unknown guild')];
      const batch = aBatch(1, { guilds: [aGuild(guildId)], deltas });
      await expect(store.commit(batch, changes(aPerson(1, 1)))).rejects.toThrow('came before the guild');
      const { batch: rest } = await store.screen(batch);
      await store.commit(rest, changes(aPerson(1, 1)));
      await store.commit(aBatch(2), changes(aPerson(2, 2)));
      expect((await found()).map(({ batch: number }) => number)).toEqual([1, 2]);
      expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1)]);
    });

    it('of a batch that was never written are forgotten after a restart', async () => {
      const refused = aBatch(1, { deltas: [aDelta(messages(start, 1), 'unknown guild')] });
      await expect(store.commit(refused, changes(aPerson(1, 1)))).rejects.toThrow();
      store = await underTest.reopen();
      expect(await found()).toEqual([]);
      await store.commit(aBatch(1), changes(aPerson(9, 1)));
      expect(await found()).toEqual([aPerson(9, 1)]);
    });

    it('of a batch that comes too early are not added', async () => {
      await expect(store.commit(aBatch(2), changes(aPerson(1, 2)))).rejects.toThrow('batch 2 came after batch 0');
      await store.commit(aBatch(1), changes(aPerson(2, 1)));
      await store.commit(aBatch(2), changes(aPerson(3, 2)));
      expect((await found()).map(({ value }) => value)).toEqual([2, 3]);
    });

    it('are forgotten one by one, or all', async () => {
      const [identity, membership, hash] = [1, 2, 3].map((byte) => Buffer.alloc(16, byte)) as [Buffer, Buffer, Buffer];
      const [known, entered] = [
        { ...aPerson(5, 1), hash: identity },
        { ...aPerson(6, 1), kind: 'membership', hash: membership } as const,
      ];
      await store.commit(aBatch(1), changes(known, entered));
      const erasure = { identity, membership, bare: (value: number) => value + 100, passedOver: { hash, guild: 4 } };
      await store.erasePerson(erasure);
      store = await underTest.reopen();
      const passedOver = { kind: 'erasure', batch: 0, value: 4, hash };
      expect(await found()).toEqual([{ ...entered, value: 106 }, passedOver]);
      await store.forgetErasures(4);
      expect(await found()).toHaveLength(1);
      await store.forgetPeople();
      await store.forgetPeople();
      expect(await found()).toEqual([]);
    });
  });
}

function aPerson(value: number, batch: number): PersonRecord {
  return { kind: 'identity', batch, value, hash: Buffer.alloc(16, 200 + value) };
}

function changes(...records: readonly PersonRecord[]): PeopleChanges {
  return { month: march, records };
}
