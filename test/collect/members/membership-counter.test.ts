import { expect, it } from 'vitest';
import { guildId } from '../../cast.ts';
import { aCollection, arnold } from '../collection-fixture.ts';

const startMs = Date.UTC(2018, 2, 5, 10);

/** A guild that `arnold` has left. Discord repeats the leave. */
async function aLeftGuild() {
  const collection = await aCollection({ startMs });
  const { clock, collector } = collection;
  const leave = () => {
    const atMs = clock.now();
    collector.record({ kind: 'part', guildId, person: arnold, isApp: false, stateValidUntilMs: atMs, atMs }, null);
  };
  collection.see();
  leave();
  await clock.setTo(startMs + 1000);
  return { ...collection, leave };
}

it('a repeated leave counts once', async () => {
  const collection = await aLeftGuild();
  collection.leave();
  expect(await collection.counted()).toContain('0 part 0 1');
  await collection.stop();
});

it('a leave after an outage counts, because the person may have come back unseen', async () => {
  const collection = await aLeftGuild();
  collection.coverage.guildLost(guildId, startMs + 1000);
  collection.see();
  collection.leave();
  expect(await collection.counted()).toContain('0 part 0 2');
  await collection.stop();
});

it('a leave after Census was away from the guild counts in the same way', async () => {
  const collection = await aLeftGuild();
  collection.collector.loseGuild(guildId, startMs + 1000, true);
  collection.collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, startMs + 1000);
  collection.see();
  collection.leave();
  expect(await collection.counted()).toContain('0 part 0 2');
  await collection.stop();
});
