import { afterEach, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { aBatch, aGuild } from '../a-batch.ts';
import { guildId, march, type StoreUnderTest } from '../contract/store-under-test.ts';
import { PeopleInMemory } from '../people-in-memory.ts';
import { makeSqliteStore } from './a-sqlite-store.ts';

let underTest: StoreUnderTest | undefined;

afterEach(() => underTest?.dispose());

const key = { month: march, keyCheck: Buffer.alloc(16, 3) };
const people = {
  month: march,
  records: [{ kind: 'identity', batch: 1, value: 5, hash: Buffer.alloc(16, 1) }],
} as const;
const batch = aBatch(1, { guilds: [aGuild(guildId)] });

it('a batch whose people the disk refuses is not written, and can come again', async () => {
  const rest = new PeopleInMemory();
  underTest = await makeSqliteStore(() => rest);
  const { store } = underTest;
  await store.openMonth(march);
  await store.readPeople(key, () => {});
  rest.refusal = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  await expect(store.commit(batch, people)).rejects.toThrow('The disk is full.');
  await expect(store.commit(batch, people)).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await store.checkpoint()).toMatchObject({ batch: 0, guilds: [] });
  rest.refusal = null;
  await store.commit(batch, people);
  const found: unknown[] = [];
  await store.readPeople(key, (record) => found.push(record));
  expect(found).toEqual(people.records);
});

it('the people of a batch that was refused are added again once they were read meanwhile', async () => {
  const rest = new PeopleInMemory();
  underTest = await makeSqliteStore(() => rest);
  const { store } = underTest;
  await store.readPeople(key, () => {});
  const tooEarly = aBatch(1, { members: [{ guildId, member: { number: 5, token: 0xa000_0005 } }] });
  await expect(store.commit(tooEarly, people)).rejects.toThrow('no month is open');
  await store.readPeople(key, () => expect.unreachable('nobody was committed'));
  await store.openMonth(march);
  await store.commit(batch, people);
  const found: unknown[] = [];
  await store.readPeople(key, (record) => found.push(record));
  expect(found).toEqual(people.records);
});

it('a store without people takes counters, and says what it lacks for all else', async () => {
  underTest = await makeSqliteStore();
  const { store } = underTest;
  await store.commit(batch, { ...people, records: [] });
  const lacking = 'the store was opened without the people of its lanes';
  await expect(store.commit(aBatch(2), people)).rejects.toThrow(lacking);
  await expect(store.readPeople(key, () => {})).rejects.toThrow(lacking);
  await expect(store.forgetPeople()).rejects.toThrow(lacking);
});
