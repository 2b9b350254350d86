import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readColumns } from '../../../src/columns/columns.ts';
import type { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { hourMs, hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import type { Batch } from '../../../src/store/batch.ts';
import { general, guildId, lobby } from '../../cast.ts';
import { aCollection, arnold, jennifer, sylvester } from '../collection-fixture.ts';
import { batchFaults, type Mutable, startMs } from './spoilt-batches.ts';

const [otherId, attic] = ['310000000000000002', '510000000000000002'];
const people = [jennifer, arnold, sylvester];

type Collection = Awaited<ReturnType<typeof aCollection>>;
describe('a batch with rows that the store refuses', () => {
  it.each(Object.entries(batchFaults))('is committed without them: %s', async (_name, spoil) => {
    const refusals: number[] = [];
    const census = await aPairOfGuilds(spoil, 2, refusals);
    await census.round([jennifer]);
    await census.round([jennifer, arnold]);
    await census.round([jennifer, arnold, sylvester]);
    expect(await census.check()).toBeLessThanOrEqual(3); // The last round is not in a gap.
    expect(refusals).toEqual([2]);
    await census.stop();
  });

  it('costs only the guild at fault that batch, which becomes a gap', async () => {
    const someWriters = fc.array(fc.constantFrom(...people), { maxLength: 6 });
    const story = fc.record({
      fault: fc.constantFrom(...Object.keys(batchFaults)),
      at: fc.integer({ min: 1, max: 5 }),
      rounds: fc.array(someWriters, { minLength: 3, maxLength: 6 }),
      isRestarted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ fault, at, rounds, isRestarted }) => {
        let census = await aPairOfGuilds(batchFaults[fault] ?? (() => {}), at, []);
        for (const [index, writers] of rounds.entries()) {
          if (isRestarted && index === 2) census = await census.restart();
          await census.round(writers);
        }
        await census.check();
        await census.stop();
      }),
      { numRuns: 25 },
    );
  });

  it('also adds a gap for messages that history brings during its commit', async () => {
    const missedMs = startMs + 60_000;
    let onCommit: ((batch: Batch) => void) | null = null;
    const collection = await aCollection({
      startMs,
      beforeCommit: (batch) => {
        onCommit?.(batch);
        onCommit = null;
      },
    });
    await collection.clock.setTo(startMs + 3 * hourMs);
    collection.write(jennifer);
    onCommit = (batch) => {
      batchFaults['a member without a token']?.(batch as Mutable<Batch>);
      const messageId = firstSnowflakeAt(missedMs);
      const about = { guildId, channelId: general, person: arnold, roleIds: [], joinedAtMs: null, atMs: missedMs };
      collection.collector.recover({ kind: 'message', messageId, ...about });
    };
    await collection.flusher.flush();
    await collection.flusher.flush();
    expect(await messagesIn(collection, guildId)).toBe(0);
    const gaps = await collection.store.gaps(guildId, hoursOfMonth(monthOf(startMs)));
    expect(gaps.some(({ fromMs, toMs }) => fromMs <= missedMs && missedMs < (toMs ?? Infinity))).toBe(true);
    await collection.crash();
  });

  it('keeps voice sessions, and continues to count them', async () => {
    const census = await aPairOfGuilds(batchFaults['a member without a token'] as never, 1, []);
    census.collection.speak(jennifer, lobby);
    await census.round([]);
    await census.round([]);
    const counters = await countersIn(census.collection, guildId);
    expect(counters.filter(({ event }) => event === 'voice').map(({ amount }) => amount)).toEqual([20_000]);
    await census.check();
    await census.stop();
  });

  it('requests a channel again that could not be written', async () => {
    const census = await aPairOfGuilds(() => {}, 9, []);
    await census.round([jennifer]);
    const { guilds, flusher } = census.collection;
    guilds.meetChannel(guildId, { id: '520000000000000009', kind: 'stage' as never, name: 'x', parentId: null });
    await flusher.flush();
    expect(guilds.channel(guildId, '520000000000000009')).toBeUndefined();
    guilds.meetChannel(guildId, { id: '520000000000000009', kind: 'voice', name: 'x', parentId: null });
    await flusher.flush();
    expect(await census.collection.store.channels(guildId)).toHaveLength(3);
    await census.stop();
  });

  it('leaves out a gateway position that cannot be written, so that the next start does not read it', async () => {
    const census = await aPairOfGuilds(
      (batch) => {
        batch.gatewayPosition = { ...aPosition, sessionId: null as never };
      },
      2,
      [],
    );
    await census.round([jennifer]);
    await census.round([jennifer]);
    expect((await census.collection.store.checkpoint()).gatewayPosition).toBeNull();
    await census.check();
    await census.stop();
  });

  it('is fatal if no row is at fault, and keeps what was counted', async () => {
    const census = await aPairOfGuilds(
      (batch) => {
        batch.number += 5;
      },
      2,
      [],
    );
    await census.round([jennifer]);
    await expect(census.round([jennifer])).rejects.toThrow(/expected batch \d+, found /);
    await census.stop();
  });
});

const aPosition = {
  shardId: 0,
  shardCount: 1,
  sessionId: 'a',
  resumeUrl: 'wss://gateway.example',
  intents: 1,
  sequence: 1,
  countedAbove: [],
};

/** Two guilds; a batch of the first one is spoilt. In a round some people write in both, and a flush follows. */
async function aPairOfGuilds(
  spoil: (batch: Mutable<Batch>) => void,
  atBatch: number,
  refusals: number[],
  from?: Collection,
) {
  let isSpoilt = from !== undefined;
  const collection = await aCollection({
    startMs: from?.clock.now() ?? startMs,
    ...(from !== undefined && { directory: from.directory }),
    beforeCommit: (batch) => {
      if (isSpoilt || batch.number !== atBatch) return;
      isSpoilt = true;
      spoil(batch as Mutable<Batch>);
    },
    onSetAside: ({ number }) => refusals.push(number),
  });
  const { clock, collector, guilds, flusher, store, coverage } = collection;
  collector.meetGuild({ id: otherId, name: 'Garden', afkChannelId: null }, clock.now());
  guilds.meetAllChannels(otherId, [{ id: attic, kind: 'text', name: 'attic', parentId: null }]);
  coverage.resumed();
  let written: readonly number[] = [];
  let nth = 0;

  return {
    collection,

    async round(writers: readonly Person[]): Promise<void> {
      await clock.setTo(clock.now() + 10_000);
      const atMs = clock.now();
      for (const person of writers) {
        collection.write(person);
        const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(5000 + nth++));
        const message = { kind: 'message', messageId, guildId: otherId, channelId: attic, person } as const;
        collector.record({ ...message, roleIds: [], joinedAtMs: null, atMs }, null);
        written = [...written, atMs];
      }
      await clock.setTo(clock.now() + 10_000);
      await flusher.flush();
    },

    /**
     * Checks that one guild has all messages, the other all that are not in a gap, and that every number belongs to a
     * member. Resolves to the number of messages in a gap.
     */
    async check(before: readonly number[] = []): Promise<number> {
      const all = [...before, ...written];
      await flusher.flush();
      expect(await messagesIn(collection, otherId)).toBe(all.length);
      const gaps = await store.gaps(guildId, hoursOfMonth(monthOf(startMs)));
      const unseen = all.filter((atMs) => gaps.some((gap) => gap.fromMs <= atMs && atMs < (gap.toMs ?? Infinity)));
      const counted = await messagesIn(collection, guildId);
      expect(counted).toBeGreaterThanOrEqual(all.length - unseen.length);
      expect(counted).toBeLessThanOrEqual(all.length);
      return unseen.length;
    },

    async restart() {
      await collection.crash();
      const next = await aPairOfGuilds(spoil, atBatch, refusals, collection);
      const earlier = written;
      return { ...next, check: () => next.check(earlier) };
    },

    stop: () => collection.crash(),
  };
}

async function messagesIn(collection: Collection, id: string): Promise<number> {
  const counters = await countersIn(collection, id);
  return counters.reduce((sum, { event, amount }) => sum + (event === 'msg' ? amount : 0), 0);
}

/** Checks that every counter has a member with a token, and a channel that the store knows. */
async function countersIn({ store }: Collection, id: string) {
  const counters: { readonly event: string; readonly amount: number }[] = [];
  const tokens = await store.tokens(id, monthOf(startMs));
  const channels = new Set((await store.channels(id)).map(({ number }) => number));
  for await (const { blobs } of store.readCounters(id, hoursOfMonth(monthOf(startMs)))) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, channel, member, amount) => {
        counters.push({ event, amount });
        if (event !== 'msg' && event !== 'voice') return;
        tokens.of(member); // Throws for a member without a token.
        expect(channels).toContain(channel);
      });
    }
  }
  return counters;
}
