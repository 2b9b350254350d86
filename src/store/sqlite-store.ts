import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { JoinerCount } from '../core/joiner-count.ts';
import type { MemberListsState } from '../core/member-lists-state.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { TenureCount } from '../core/tenure.ts';
import type { Day, Hour, HourRange, Month } from '../core/time.ts';
import type { VisitorTotal } from '../core/visit.ts';
import { BatchWriter } from './batch-writer.ts';
import { readCheckpoint } from './checkpoint.ts';
import { Compaction } from './compaction.ts';
import { eraseMember } from './erasure.ts';
import { channelsOf, gapsOf, guildOf, joinersOf, monthsOf, tenureOf, tokensOfMonth } from './guild-queries.ts';
import { deleteGuild } from './guild-removal.ts';
import type { ImportedMonth } from './imported-month.ts';
import { migrate, requireNewest } from './migrator.ts';
import { importMonth } from './month-import.ts';
import { forgetMonth, totalsOf } from './month-totals.ts';
import { piecesWithin } from './pieces.ts';
import { scrub } from './scrub.ts';
import { beginRotation, endRotation } from './sealing.ts';
import { Snapshots } from './snapshots.ts';
import { openReader, openWriter, refuseOpenMode } from './sqlite-connection.ts';
import { replaceLists } from './state.ts';
import {
  type Batch,
  type Checkpoint,
  type DrawTokens,
  type Gap,
  type Guild,
  type GuildMonth,
  type MonthTotals,
  type Piece,
  type Store,
  StoreUnavailable,
  type Tokens,
} from './store.ts';
import { plainFault, withPlainFaults } from './store-faults.ts';
import { TokenDrafts } from './token-drafts.ts';
import { inTransaction, waitForWritersMs } from './transaction.ts';
import { forgetTrials, keepActivity, sealedTrials, trialOf } from './trial-members.ts';
import type { MonthTrial, SealedTrial } from './trial-store.ts';
import { forgetVisitors, visitorsOf } from './visitor-totals.ts';
import { Wal } from './wal.ts';
import { WriterQueue } from './writer-queue.ts';

export interface SqliteStoreOptions {
  /** The database file; it is made, with its schema, if there is none. */
  readonly path: string;
  /** Where the numbered migrations lie. */
  readonly migrationsDirectory: string;
  /** Only reads, also beside a process that writes; the database must exist. */
  readonly isReadOnly?: boolean;
  /** Where `wal-thread.ts` lies as it was compiled, for a store that holds nobody up while it waits for the disk. */
  readonly walScript?: URL;
}

/**
 * Opens the database and brings it to the newest schema.
 *
 * @throws {StoreUnavailable} when it is damaged, locked, newer than this build or readable by others.
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { path, migrationsDirectory, isReadOnly = false, walScript } = options;
  try {
    const connection = isReadOnly ? openPrivateReader(path) : openWriter(path);
    try {
      if (isReadOnly) requireNewest(connection, migrationsDirectory);
      else migrate(connection, migrationsDirectory);
      return new SqliteStore(connection, path, waitForReadersMs, waitForWritersMs, walScript);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw plainFault(error);
  }
}

function openPrivateReader(path: string): Connection {
  refuseOpenMode(path);
  return openReader(path);
}

/** A report or an export may keep a scrub waiting for so long before it is given up. */
const waitForReadersMs = 60_000;

/**
 * The store in one SQLite file. All writing goes through one connection, one piece of work at a time; whoever reads
 * gets a connection of its own with one unchanging state, so that a long report and the next flush never wait for
 * each other.
 */
export class SqliteStore implements Store {
  readonly #connection: Connection;
  readonly #waitForReadersMs: number;
  readonly #waitForWritersMs: number;
  readonly #wal: Wal;
  readonly #queue: WriterQueue;
  readonly #snapshots: Snapshots;
  readonly #batches: BatchWriter;
  readonly #compaction: Compaction;
  readonly #drafts: TokenDrafts;

  /** `connection` is open on the file at `path` and has the newest schema; the store closes it. */
  constructor(
    connection: Connection,
    path: string,
    readersMs = waitForReadersMs,
    writersMs = waitForWritersMs,
    walScript: URL | null = null,
  ) {
    this.#connection = connection;
    this.#waitForReadersMs = readersMs;
    this.#waitForWritersMs = writersMs;
    this.#wal = new Wal(connection, walScript);
    this.#queue = new WriterQueue(() => this.#wal.keepShort());
    this.#snapshots = new Snapshots(path);
    this.#batches = new BatchWriter(connection);
    this.#compaction = new Compaction(connection, this.#queue);
    this.#drafts = new TokenDrafts(connection);
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#read(readCheckpoint);
  }

  commit(batch: Batch): Promise<void> {
    return this.#transact(() => this.#batches.write(batch));
  }

  compact(before: Hour): Promise<void> {
    return withPlainFaults(() => this.#compaction.run(before));
  }

  async *pieces(guildId: Snowflake, range: HourRange): AsyncGenerator<Piece> {
    const snapshot = await withPlainFaults(() => this.#snapshots.open());
    try {
      yield* piecesWithin(snapshot, guildId, range);
    } catch (error) {
      throw plainFault(error);
    } finally {
      // Also reached when the consumer stops early.
      this.#snapshots.close(snapshot);
    }
  }

  guild(guildId: Snowflake): Promise<Guild | undefined> {
    return this.#ask((connection) => guildOf(connection, guildId));
  }

  channels(guildId: Snowflake): Promise<readonly Channel[]> {
    return this.#ask((connection) => channelsOf(connection, guildId));
  }

  tokens(guildId: Snowflake, month: Month): Promise<Tokens> {
    return this.#read((snapshot) => tokensOfMonth(snapshot, guildId, month));
  }

  months(guildId: Snowflake): Promise<readonly GuildMonth[]> {
    return this.#ask((connection) => monthsOf(connection, guildId));
  }

  gaps(guildId: Snowflake, range: HourRange): Promise<readonly Gap[]> {
    return this.#ask((connection) => gapsOf(connection, guildId, range));
  }

  tenure(guildId: Snowflake, range: HourRange): Promise<readonly TenureCount[]> {
    return this.#read((snapshot) => tenureOf(snapshot, guildId, range));
  }

  joiners(guildId: Snowflake, range: HourRange): Promise<readonly JoinerCount[]> {
    return this.#read((snapshot) => joinersOf(snapshot, guildId, range));
  }

  draftTokens(month: Month, drawTokens: DrawTokens): Promise<void> {
    return this.#write(() => this.#drafts.prepare(month, drawTokens));
  }

  beginRotation(month: Month, next: Month, drawTokens: DrawTokens): Promise<number> {
    return this.#write(() => beginRotation(this.#connection, month, next, this.#drafts, drawTokens));
  }

  scrub(): Promise<void> {
    return withPlainFaults(() =>
      this.#snapshots.withoutReaders(this.#waitForReadersMs, () =>
        this.#queue.run(() => scrub(this.#connection, this.#wal, this.#waitForReadersMs)),
      ),
    );
  }

  endRotation(next: Month, saltDestroyedAtMs: number | null): Promise<void> {
    return this.#write(() => endRotation(this.#connection, next, saltDestroyedAtMs));
  }

  markSplit(month: Month): Promise<void> {
    return this.#transact(() => {
      this.#connection.prepare('update guild_month set is_split = 1 where month = :month').run({ month });
    });
  }

  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>> {
    return this.#transact(() => {
      this.#drafts.forget();
      return eraseMember(this.#connection, guildId, member, joinedAtMs);
    });
  }

  acceptMemberLists(lists: MemberListsState | null): Promise<void> {
    return this.#transact(() => replaceLists(this.#connection, lists));
  }

  forgetMonth(guildId: Snowflake, totals: MonthTotals): Promise<void> {
    return this.#transact(() => forgetMonth(this.#connection, guildId, totals));
  }

  importMonth(month: ImportedMonth): Promise<boolean> {
    return this.#transact(() => importMonth(this.#connection, this.#batches, month));
  }

  totals(guildId: Snowflake): Promise<readonly MonthTotals[]> {
    return this.#ask((connection) => totalsOf(connection, guildId));
  }

  visitors(guildId: Snowflake): Promise<readonly VisitorTotal[]> {
    return this.#ask((connection) => visitorsOf(connection, guildId));
  }

  forgetVisitors(guildId: Snowflake, before: Month): Promise<number> {
    return this.#transact(() => forgetVisitors(this.#connection, guildId, before));
  }

  trial(guildId: Snowflake, month: Month): Promise<MonthTrial> {
    return this.#read((snapshot) => trialOf(snapshot, guildId, month));
  }

  sealedTrials(): Promise<readonly SealedTrial[]> {
    return this.#read(sealedTrials);
  }

  keepActivity(guildId: Snowflake, month: Month, summary: Uint8Array): Promise<void> {
    return this.#transact(() => keepActivity(this.#connection, guildId, month, summary));
  }

  forgetTrials(): Promise<void> {
    return this.#transact(() => forgetTrials(this.#connection));
  }

  async removeGuild(guildId: Snowflake): Promise<void> {
    await this.#transact(() => deleteGuild(this.#connection, guildId));
    await this.scrub();
  }

  /** Waits for what was begun, and closes the file. Repeated, it does nothing. */
  close(): Promise<void> {
    return this.#write(async () => {
      try {
        this.#snapshots.end();
        await this.#scrubBeforeClosing();
      } finally {
        await this.#wal.close();
        this.#connection.close();
      }
    });
  }

  /** SQLite deletes the WAL at the end, and what was in it would stay on the disk where no later scrub comes. */
  async #scrubBeforeClosing(): Promise<void> {
    if (!this.#connection.open || this.#connection.readonly) return;
    try {
      await scrub(this.#connection, this.#wal, 0);
    } catch (error) {
      // A reader or a full disk must not keep a process from ending.
      if (!(plainFault(error) instanceof StoreUnavailable)) throw error;
    }
  }

  #ask<T>(ask: (connection: Connection) => T): Promise<T> {
    return withPlainFaults(() => this.#snapshots.ask(ask));
  }

  #read<T>(work: (snapshot: Connection) => T | Promise<T>): Promise<T> {
    return withPlainFaults(() => this.#snapshots.read(work));
  }

  #transact<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#write(() => inTransaction(this.#connection, work, this.#waitForWritersMs));
  }

  #write<T>(work: () => Promise<T>): Promise<T> {
    return withPlainFaults(() => this.#queue.run(work));
  }
}
