import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleCollection } from '../../../src/collect/collection.ts';
import { Erasure, type ErasureRequest } from '../../../src/collect/erasure.ts';
import { readColumns } from '../../../src/columns/columns.ts';
import { Person } from '../../../src/core/person.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openOneLane } from '../../app/an-open-lane.ts';
import { guildId } from '../../cast.ts';

export const startMs = Date.UTC(2018, 2, 5, 9, 30);
export const [general, lobby, lounge] = ['510000000000000001', '520000000000000001', '520000000000000002'];
export const channelNumbers: Readonly<Record<string, number>> = { [general]: 1, [lobby]: 2, [lounge]: 3 };

/** What a test does during a write. */
interface Meanwhile {
  onCommit?: (() => void) | undefined;
  onErase?: (() => void) | undefined;
}

interface CensusOptions {
  readonly directory?: string;
  readonly atMs?: number;
  readonly isBehind?: boolean;
  readonly trialDays?: number;
  /** When people joined, as Discord says with their messages; not known at first. */
  readonly joinedAtMs?: number | null;
}

/** The counting and erasing half of a lane, on a real disk. */
export async function anErasingCensus(options: CensusOptions = {}) {
  const { directory, atMs = startMs, isBehind = false, trialDays = 0, joinedAtMs = null } = options;
  const root = directory ?? mkdtempSync(join(tmpdir(), 'census-erasure-'));
  const clock = new SimulatedClock(atMs);
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const { store, vault, rotation, checkpoint, close } = await openOneLane({ directory: root, clock, random });
  const meanwhile: Meanwhile = {};
  const disk: Pick<LaneStore, 'commit' | 'screen' | 'guild' | 'channels' | 'eraseMember' | 'forget'> = {
    screen: (batch) => store.screen(batch),
    guild: (guildId) => store.guild(guildId),
    channels: (guildId) => store.channels(guildId),
    async commit(batch, people) {
      const work = meanwhile.onCommit;
      meanwhile.onCommit = undefined;
      work?.();
      await store.commit(batch, people);
    },
    async eraseMember(...args) {
      const days = await store.eraseMember(...args);
      meanwhile.onErase?.();
      meanwhile.onErase = undefined;
      return days;
    },
    forget: () => store.forget(),
  };
  const collection = assembleCollection({
    clock,
    store: disk,
    vault,
    checkpoint,
    countAfk: false,
    trialDays,
    learnChannel: async () => {},
  });
  const { collector, guilds, coverage } = collection;
  const erasure = new Erasure({ ...collection, clock, store: disk, isBehind: () => isBehind });
  if (directory === undefined) {
    collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, atMs);
    guilds.meetAllChannels(guildId, [
      { id: general, kind: 'text', name: 'general', parentId: null },
      { id: lobby, kind: 'voice', name: 'Lobby', parentId: null },
      { id: lounge, kind: 'voice', name: 'Lounge', parentId: null },
    ]);
  }
  coverage.resumed();
  return {
    ...collection,
    clock,
    store,
    erasure,
    rotation,

    /** The person who asks, as in their interaction. */
    asker(userId: string): ErasureRequest {
      return { guildId, person: new Person(userId), joinedAtMs };
    },

    meanwhile,
    directory: root,

    write(userId: string, now = clock.now()): void {
      const messageId = String(BigInt(firstSnowflakeAt(now)) + BigInt(messages++));
      const person = new Person(userId);
      collector.record(
        { kind: 'message', messageId, guildId, channelId: general, person, roleIds: [], joinedAtMs, atMs: now },
        null,
      );
    },

    speak(userId: string, channelId: string | null): void {
      const now = clock.now();
      const person = new Person(userId);
      const about = { guildId, channelId, person, roleIds: [], joinedAtMs, sessionId: 'a laptop' };
      collector.record({ kind: 'voice', ...about, stateValidUntilMs: now, atMs: now }, null);
    },

    async stop(): Promise<void> {
      await collection.flusher.flush();
      await close();
    },

    /** The committed rows of each member that has any, without order. */
    async rows(): Promise<string[][]> {
      await collection.flusher.flush();
      const members = new Map<number, Map<string, number>>();
      const range = hoursOfMonth(monthOf(clock.now()));
      for await (const { blobs } of store.readCounters(guildId, range)) {
        for (const blob of blobs) {
          readColumns(blob, (hour, event, channel, member, amount) => {
            if (event !== 'msg' && event !== 'voice') return;
            const rows = members.get(member) ?? new Map();
            const row = `${hour} ${event} ${channel}`;
            members.set(member, rows.set(row, (rows.get(row) ?? 0) + amount));
          });
        }
      }
      const tokens = await store.tokens(guildId, monthOf(clock.now()));
      for (const member of members.keys()) tokens.of(member); // Throws for a member without a token.
      return inOrder(members.values());
    },
  };
}

export type ErasingCensus = Awaited<ReturnType<typeof anErasingCensus>>;

let messages = 0;

/** The rows of each member as text, in an order that does not depend on numbers. */
export function inOrder(members: Iterable<ReadonlyMap<string, number>>): string[][] {
  return [...members].map((rows) => [...rows].map(([row, amount]) => `${row} ${amount}`).sort()).sort();
}
