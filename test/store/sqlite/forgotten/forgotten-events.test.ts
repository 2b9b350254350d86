import { afterEach, beforeEach, expect, it } from 'vitest';
import type { GuildEvent } from '../../../../src/core/events/event.ts';
import { guildId } from '../../contract/store-under-test.ts';
import { found } from './bytes-found.ts';
import { SearchedStore } from './searched-store.ts';

let searched: SearchedStore;

beforeEach(async () => {
  searched = await SearchedStore.begin();
});
afterEach(() => searched.end());

const names = Array.from({ length: 200 }, (_, index) => `Birthday of Ann number ${index} `);
const events: readonly GuildEvent[] = names.map((name, index) => {
  return { id: index + 1, name, from: 9, to: 10, channelId: null, discordId: null, isRecurring: false };
});
const texts = names.map((name) => Buffer.from(name));

it('no byte of the name of a removed event is left', async () => {
  const { store, directory } = searched;
  await store.changeEvents(guildId, () => events);
  expect(found(directory, texts)).toBe(names.length);
  await store.changeEvents(guildId, (known) => known.filter(({ id }) => id % 2 === 0));
  await store.forget();
  expect(found(directory, texts)).toBe(names.length / 2);
});

it('no byte of the name of an event is left when its guild is removed', async () => {
  const { store, directory } = searched;
  await store.changeEvents(guildId, () => events);
  await store.removeGuild(guildId);
  await store.forget();
  expect(found(directory, texts)).toBe(0);
});
