import { expect, it } from 'vitest';
import { StoreUnavailable } from '../../src/core/errors.ts';
import type { Batch } from '../../src/store/batch.ts';
import { lobby } from '../cast.ts';
import { aCollection, arnold, jennifer } from './collection-fixture.ts';

it('a flush while a month is closing commits neither voice sessions nor a gateway session to resume', async () => {
  const startMs = Date.UTC(2018, 2, 31, 23, 59);
  const batches: Batch[] = [];
  const census = await aCollection({
    startMs,
    onCommitted: (batch) => batches.push(batch),
    rotation: {
      prepare: async () => {},
      rotateTo: () => Promise.reject(new StoreUnavailable('The database is still read.')),
    },
  });
  const session = {
    shardId: 0,
    shardCount: 1,
    sessionId: 'kitchen',
    resumeUrl: 'wss://gateway.discord.gg',
    intents: 1,
  };
  census.progress.begin(session, 1);
  census.coverage.resumed();
  census.speak(jennifer, lobby);
  await census.flusher.flush();
  expect(batches.at(-1)?.voiceSessions).toHaveLength(1);
  expect(batches.at(-1)?.gatewayPosition).not.toBeNull();
  await census.clock.setTo(startMs + 70_000);
  census.speak(arnold, lobby);
  await census.clock.setTo(startMs + 130_000);
  const { voiceSessions, gatewayPosition, observedUntilMs } = await census.store.checkpoint();
  expect([voiceSessions, gatewayPosition, observedUntilMs]).toEqual([[], null, startMs + 60_000]);
  await census.crash();
});
