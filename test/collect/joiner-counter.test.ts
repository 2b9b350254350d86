import { expect, it } from 'vitest';
import { dayOf, hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { newcomersOf } from '../../src/query/newcomers.ts';
import { guildId } from '../cast.ts';
import { aCollection, arnold, jennifer } from './collection-fixture.ts';

const startMs = Date.UTC(2018, 2, 5, 10);

it('one who joins, leaves and joins again makes no group of five with a newcomer', async () => {
  const collection = await aCollection({ startMs });
  collection.see(10);
  const { collector, clock, flusher, store, vault } = collection;
  const come = (person: typeof jennifer) => {
    collector.record({ kind: 'join', guildId, person, isApp: false, atMs: clock.now() }, null);
  };
  const leave = (person: typeof jennifer) => {
    const atMs = clock.now();
    collector.record({ kind: 'part', guildId, person, isApp: false, stateValidUntilMs: atMs, atMs }, null);
  };
  for (let time = 0; time < 6; time += 1) {
    come(arnold);
    await clock.setTo(clock.now() + 1000);
    leave(arnold);
    // An erased person is not counted as a new one.
    await flusher.flush();
    await vault.erase(guildId, arnold, false);
  }
  come(jennifer);
  await flusher.flush();
  expect(await collection.counted()).toContain('0 join 0 7');
  const range = hoursOfMonth(monthOf(startMs));
  expect(await store.joiners(guildId, range)).toEqual([{ day: dayOf(startMs), members: 2 }]);
  expect((await newcomersOf(store, clock, guildId, range)).tenure['day 0']).toBeNull();
  await collection.stop();
});
