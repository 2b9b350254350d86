import type { MemberNumber } from '../core/counter.ts';
import { StoreUnavailable } from '../core/errors.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Day, Hour } from '../core/time.ts';
import type { Batch, ScreenedBatch } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { EventStore } from './event-store.ts';
import type { MonthStore } from './month-store.ts';
import type { PeopleChanges, PeopleStore } from './people-store.ts';
import type { PostStore } from './post-store.ts';
import type { StoreReader } from './store-reader.ts';
import type { TrialStore } from './trial-store.ts';

/**
 * The store of one lane. A lane is the guilds of one gateway shard, with their own batch number, gateway position,
 * coverage, people and months. Writing in one lane changes nothing in another. A lane has one owner, who can read the
 * guilds of other lanes too.
 *
 * The port is asynchronous, so that a database server can implement it with the same column blobs. Every implementation
 * passes `test/store/contract/store-contract.ts`, alone and beside a lane that must not change.
 *
 * @throws {StoreUnavailable} from every method, when the disk or database refuses. Nothing has changed then.
 * @throws {LaneLost} from every method, once the lane has another owner.
 */
export interface LaneStore
  extends StoreReader,
    CounterStore,
    PeopleStore,
    MonthStore,
    ErasureStore,
    DirectoryStore,
    PostStore,
    EventStore,
    TrialStore {
  readonly lane: number;
}

/** The part of the port that writes counts. */
export interface CounterStore {
  checkpoint(): Promise<Checkpoint>;

  /**
   * Makes a batch and the people records with it durable, all or nothing. Committing a batch number again changes
   * nothing.
   *
   * If people and counters are stored apart, people are written first. After a crash in between,
   * {@link PeopleStore.readPeople} forgets the records of a batch whose counters were never written.
   *
   * @throws {StoreUnavailable} when the disk or database refuses; any other error means that the batch itself is faulty.
   */
  commit(batch: Batch, people: PeopleChanges): Promise<void>;

  /** Tries the rows of a batch one by one to find those that {@link commit} refuses. Changes nothing. */
  screen(batch: Batch): Promise<ScreenedBatch>;

  /** Merges the deltas of all hours before this one, and closes the days that are over. Changes no number. */
  compact(before: Hour): Promise<void>;
}

/** The part of the port that deletes for good. */
export interface ErasureStore {
  /**
   * Deletes a member of the open month (counters, token, open voice session), all or nothing. If `joinedAtMs` is known
   * (Unix epoch), they are also subtracted from the tenure of the days on which they were active. A number without a
   * member changes nothing. Resolves to those days once the deletion would survive a power loss. The caller then calls
   * {@link PeopleStore.erasePerson}, which forgets whose number it was, and {@link forget}.
   */
  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>>;

  /**
   * Removes all traces of what was deleted before the call. `overwritten`: no byte of it is left in the store's files.
   * `unreferenced`: a database server keeps it in its journal or backups, but under hashes whose key is destroyed.
   * Writing continues meanwhile. `patienceMs` is a minute by default.
   *
   * @throws {StillRead} when a reader stays longer than `patienceMs`. It is then done after a later write.
   */
  forget(patienceMs?: number): Promise<Forgotten>;
}

export type Forgotten = 'overwritten' | 'unreferenced';

/** A reader has the database open, so deleted data cannot be overwritten yet. Everything else works. */
export class StillRead extends StoreUnavailable {}

/** For an `ErasureStore.forget` that may happen later: it is pending until the readers have closed. */
export function ignoreReaders(error: unknown): void {
  if (!(error instanceof StillRead)) throw error;
}

/** The part of the port that keeps the guilds themselves. */
export interface DirectoryStore {
  /**
   * Writes a guild's settings and `catchUpFromMs`, before which catch-up counts no message (Unix epoch). The next batch
   * that names the guild replaces both.
   */
  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void>;

  /** Deletes everything about a guild. The deleted bytes are overwritten as soon as no reader is open. */
  removeGuild(guildId: Snowflake): Promise<void>;
}
