import { expect, it } from 'vitest';
import { hourMs, hourOf, hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { guildId } from '../cast.ts';
import { aCollection, jennifer } from './collection-fixture.ts';

const startMs = Date.UTC(2018, 2, 5, 9, 30);

it('adds a gap for counters that are too great to be written, and continues', async () => {
  const collection = await aCollection({ startMs });
  const { clock, flusher, store, tally } = collection;
  await clock.setTo(startMs + hourMs);
  const greatest = Number.MAX_SAFE_INTEGER;
  for (let time = 0; time < 2; time += 1) tally.add(guildId, hourOf(clock.now()), 'join', 0, 0, greatest);
  await flusher.flush();
  expect(await store.gaps(guildId, hoursOfMonth(monthOf(startMs)))).toMatchObject([
    { fromMs: startMs + hourMs / 2, toMs: startMs + hourMs },
  ]);
  collection.write(jennifer);
  expect(await collection.counted()).toEqual(['1 msg 1 1']);
  await collection.stop();
});

it('commits what was done in a turn that was planned before it was asked', async () => {
  const collection = await aCollection({ startMs });
  const { clock, flusher, store, tally } = collection;
  const turn = Promise.withResolvers<void>();
  const first = flusher.alone(() => turn.promise);
  const early = flusher.flush();
  expect(flusher.flush()).toBe(early);
  const counting = flusher.alone(async () => void tally.add(guildId, hourOf(clock.now()), 'join', 0, 0, 1));
  const late = flusher.flush();
  expect(flusher.flush()).toBe(late);
  const counted = () =>
    store
      .readCounters(guildId, hoursOfMonth(monthOf(startMs)))
      [Symbol.asyncIterator]()
      .next();
  turn.resolve();
  await Promise.all([first, early, counting]);
  await late;
  expect((await counted()).done).toBe(false);
  await collection.stop();
});
