import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleCollection } from '../../src/collect/collection.ts';
import { CatchUp, type ChannelHistory } from '../../src/collect/messages/catch-up.ts';
import { readColumns } from '../../src/columns/columns.ts';
import { Person } from '../../src/core/person.ts';
import { firstSnowflakeAt } from '../../src/core/snowflake.ts';
import { hourOf, hoursOfMonth, monthOf } from '../../src/core/time.ts';
import { CountingScheduler } from '../../src/months/counting-scheduler.ts';
import { MonthEnd } from '../../src/months/month-end.ts';
import { MonthLife, type MonthRotation } from '../../src/months/month-life.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import type { Batch, RefusedRow } from '../../src/store/batch.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import { openOneLane } from '../app/an-open-lane.ts';
import { general, guildId, lobby } from '../cast.ts';

export const jennifer = new Person('110000000000000001');
export const arnold = new Person('110000000000000002');
export const sylvester = new Person('110000000000000003');

export interface CollectionOptions {
  /** Answers a request for an unknown channel. By default Discord does not know it either. */
  readonly learnChannel?: () => Promise<void>;
  readonly startMs: number;
  /** The directory in which an earlier collection left its data. */
  readonly directory?: string;
  readonly countAfk?: boolean;
  readonly trialDays?: number;
  readonly flushEveryMs?: number;
  /** The source of missed messages; by default there is none. */
  readonly history?: ChannelHistory;
  /** Called before every commit. An error that it throws acts as a refusal of the disk. */
  readonly beforeCommit?: (batch: Batch) => void;
  readonly onCommitted?: (batch: Batch, tookMs: number) => void;
  /** Closes months in place of the vault. */
  readonly rotation?: MonthRotation;
  readonly onStoreAvailable?: () => void;
  readonly onSetAside?: (batch: Batch, refused: readonly RefusedRow[]) => void;
}

/** The counting half of a lane, assembled as in app.ts, with a simulated clock and without Discord. */
export async function aCollection(options: CollectionOptions) {
  const {
    startMs,
    directory,
    countAfk = false,
    trialDays = 0,
    flushEveryMs = 60_000,
    history,
    beforeCommit,
    onCommitted,
    onSetAside,
  } = options;
  const root = directory ?? mkdtempSync(join(tmpdir(), 'census-collect-'));
  const clock = new SimulatedClock(startMs);
  const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
  const { store, vault, rotation, checkpoint, close } = await openOneLane({ directory: root, clock, random });
  const commit: LaneStore['commit'] = async (batch, people) => {
    beforeCommit?.(batch);
    await store.commit(batch, people);
  };
  const collection = assembleCollection({
    clock,
    store: {
      commit,
      screen: (batch) => store.screen(batch),
      guild: (guildId) => store.guild(guildId),
      channels: (guildId) => store.channels(guildId),
    },
    vault,
    checkpoint,
    countAfk,
    trialDays,
    learnChannel: options.learnChannel ?? (async () => {}),
    onCommitted,
    onSetAside,
  });
  const { guilds, coverage, collector, flusher } = collection;
  const failures: unknown[] = [];
  const catchUp = new CatchUp({
    ...collection,
    clock,
    positions: collection.messages,
    learnChannel: async () => {},
    history: history ?? { after: async () => ({ kind: 'gone' }), archivedThreads: async () => [], pause: () => {} },
    onCaughtUp: () => {},
    onTrouble: (error) => failures.push(error),
    onLaneLost: () => failures.push('lost'),
  });
  const scheduler = new CountingScheduler({
    clock,
    store,
    collector,
    flusher,
    guilds,
    months: new MonthLife({
      clock,
      collector,
      flusher,
      guilds,
      monthEnd: new MonthEnd({ ...collection, clock, discordNow: async () => clock.now() }),
      rotation: options.rotation ?? rotation,
      onWait: (reason) => failures.push(reason),
      onUnknownVoice: () => failures.push('a member in voice is not known'),
      onMonthOpened: () => void catchUp.run(),
    }),
    flushEveryMs,
    onStoreUnavailable: (error) => failures.push(error),
    onStoreAvailable: options.onStoreAvailable ?? (() => {}),
    onHourEnded: () => {},
    onLaneLost: () => failures.push('lost'),
    onFailure: (error) => failures.push(error),
  });
  scheduler.start();
  collector.meetGuild({ id: guildId, name: 'Kitchen', afkChannelId: null }, startMs);
  guilds.meetAllChannels(guildId, [
    { id: general, kind: 'text', name: 'general', parentId: null },
    { id: lobby, kind: 'voice', name: 'Lobby', parentId: null },
  ]);

  let messages = 0;
  const joinedAtMs = new Map<Person, number>();
  return {
    ...collection,
    catchUp,
    scheduler,
    /** The store of its lane. */
    rotation,
    clock,
    store,
    failures,
    directory: root,

    see(members = 10): void {
      const atMs = clock.now();
      const stateValidUntilMs = coverage.untilMs(atMs);
      collector.see({ guildId, members, inVoice: [], stateValidUntilMs, atMs }, null);
    },

    write(person: Person, atMs = clock.now(), sequence: number | null = null): string {
      const messageId = String(BigInt(firstSnowflakeAt(atMs)) + BigInt(messages++));
      this.writeAgain(person, messageId, atMs, sequence);
      return messageId;
    },

    /** When people joined. For others it is not known. */
    joinedAtMs,

    writeAgain(person: Person, messageId: string, atMs: number, sequence: number | null): void {
      const who = { person, roleIds: [], joinedAtMs: joinedAtMs.get(person) ?? null };
      collector.record({ kind: 'message', messageId, guildId, channelId: general, ...who, atMs }, sequence);
    },

    speak(person: Person, channelId: string | null): void {
      const atMs = clock.now();
      const stateValidUntilMs = coverage.untilMs(atMs);
      const who = { person, roleIds: [], joinedAtMs: joinedAtMs.get(person) ?? null };
      collector.record({ kind: 'voice', guildId, channelId, ...who, stateValidUntilMs, atMs }, null);
    },

    /** The committed counters of the month of an instant, one per line: `hour event channel amount`. */
    async counted(atMs = clock.now()): Promise<string[]> {
      await flusher.flush();
      const sums = new Map<string, number>();
      const start = hourOf(startMs);
      for await (const { blobs } of store.readCounters(guildId, hoursOfMonth(monthOf(atMs)))) {
        for (const blob of blobs) {
          readColumns(blob, (hour, event, channel, _member, amount) => {
            const key = `${hour - start} ${event} ${channel}`;
            sums.set(key, event === 'total_users' ? amount : (sums.get(key) ?? 0) + amount);
          });
        }
      }
      return [...sums].map(([key, amount]) => `${key} ${amount}`).sort();
    },

    async stop(): Promise<void> {
      await scheduler.stop();
      await catchUp.stop();
      await flusher.flush();
      await close();
    },

    /** Acts as kill -9: nothing more is written. */
    async crash(): Promise<void> {
      await scheduler.stop();
      await catchUp.stop();
      await close();
    },
  };
}
