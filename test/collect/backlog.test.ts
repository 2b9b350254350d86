import { expect, it } from 'vitest';
import { guildId, lobby } from '../cast.ts';
import { aCollection, arnold } from './collection-fixture.ts';

const monthEndMs = Date.UTC(2018, 3, 1);
const startMs = monthEndMs - 120_000;

it('voice is counted up to the oldest queued dispatch, and further once it is handled', async () => {
  const collection = await aCollection({ startMs });
  collection.speak(arnold, lobby);
  await collection.clock.setTo(startMs + 50_000);
  collection.coverage.noteBacklog(startMs + 20_000);
  expect(await collection.counted()).toEqual(['0 voice 2 20000']);
  collection.coverage.noteBacklog(null);
  expect(await collection.counted()).toEqual(['0 voice 2 50000']);
  await collection.stop();
});

it('a month that ends while dispatches are queued has a gap from the oldest of them to its end', async () => {
  const collection = await aCollection({ startMs });
  collection.coverage.noteBacklog(monthEndMs - 20_000);
  collection.collector.endMonth(monthEndMs + 5000);
  expect(collection.coverage.takeChanges()).toEqual([{ guildId, fromMs: monthEndMs - 20_000, toMs: monthEndMs }]);
  await collection.crash();
});
