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
