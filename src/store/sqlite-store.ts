import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { JoinerCount } from '../core/joiner-count.ts';
import type { MemberListsState } from '../core/member-lists-state.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { TenureCount } from '../core/tenure.ts';
import type { Day, Hour, HourRange, Month } from '../core/time.ts';
import type { VisitorTotal } from '../core/visit.ts';
import { announceDeletions, deletionsOf } from './announced-deletions.ts';
import { screenBatch } from './batch-screen.ts';
import { BatchWriter } from './batch-writer.ts';
import { readCheckpoint } from './checkpoint.ts';
import { Compaction } from './compaction.ts';
import type { AnnouncedDeletion } from './deletion-store.ts';
import { eraseMember } from './erasure.ts';
import { channelsOf, gapsOf, guildOf, joinersOf, monthsOf, tenureOf, tokensOfMonth } from './guild-queries.ts';
import { deleteGuild } from './guild-removal.ts';
import { putSettings } from './guild-settings.ts';
import { Housekeeping } from './housekeeping.ts';
import type { ImportedMonth } from './imported-month.ts';
import type { KeptTotals, MonthTotals } from './kept-totals.ts';
import type { DrawTokens, Tokens } from './members.ts';
import { importMonth } from './month-import.ts';
import { forgetMonth, totalsOf } from './month-totals.ts';
import { piecesWithin } from './pieces.ts';
import type { ScreenedBatch } from './screened-batch.ts';
import { Scrubber } from './scrubber.ts';
import { beginRotation, endRotation } from './sealing.ts';
import { Snapshots } from './snapshots.ts';
import { replaceLists } from './state.ts';
import { ignoreReaders } from './still-read.ts';
import type { Batch, Checkpoint, Gap, Guild, GuildMonth, Piece, Store, StoreUnavailable } from './store.ts';
import { plainFault, withPlainFaults } from './store-faults.ts';
import { TokenDrafts } from './token-drafts.ts';
import { inDryRun, inTransaction, waitForWritersMs } from './transaction.ts';
import { forgetTrials, keepActivity, sealedTrials, trialOf } from './trial-members.ts';
import type { MonthTrial, SealedTrial } from './trial-store.ts';
import { forgetVisitors, visitorsOf } from './visitor-totals.ts';
import { syncWal, Wal } from './wal.ts';
import { WriterQueue } from './writer-queue.ts';

export interface SqliteStoreSurroundings {
  /** Where `wal-thread.ts` lies as it was compiled, for a store that holds nobody up while it waits for the disk. */
  readonly walScript?: URL;
  /** Called when the journal cannot be copied into the database, and with null when it can again. */
  readonly onJournalFailure?: (failure: StoreUnavailable | null) => void;
  readonly isScrubOwed?: boolean;
  /** Milliseconds by a clock that nobody sets. */
  readonly elapsedMs?: () => number;
}

/** A report or an export may keep a scrub waiting for so long before it is given up. */
export const waitForReadersMs = 60_000;

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
  readonly #scrubber: Scrubber;
  readonly #housekeeping: Housekeeping;
  readonly #batches: BatchWriter;
  readonly #compaction: Compaction;
  readonly #drafts: TokenDrafts;

  /** `connection` is open on the file at `path` and has the newest schema; the store closes it. */
  constructor(
    connection: Connection,
    path: string,
    readersMs = waitForReadersMs,
    writersMs = waitForWritersMs,
    surroundings: SqliteStoreSurroundings = {},
  ) {
    const { walScript = null, isScrubOwed = false, elapsedMs = () => performance.now() } = surroundings;
    this.#connection = connection;
    this.#waitForReadersMs = readersMs;
    this.#waitForWritersMs = writersMs;
    const wal = new Wal(connection, walScript, elapsedMs);
    const queue = new WriterQueue(() => this.#housekeeping.tidyUp());
    const snapshots = new Snapshots(path);
    const scrubber = new Scrubber({ connection, wal, queue, snapshots, isOwed: isScrubOwed });
    [this.#wal, this.#queue, this.#snapshots, this.#scrubber] = [wal, queue, snapshots, scrubber];
    const onFailure = surroundings.onJournalFailure ?? (() => {});
    this.#housekeeping = new Housekeeping({ connection, wal, scrubber, onFailure });
    this.#batches = new BatchWriter(connection);
    this.#compaction = new Compaction(connection, this.#queue);
    this.#drafts = new TokenDrafts(connection);
  }

  /** Why the journal cannot be copied into the database; null while it can. */
  get journalFailure(): StoreUnavailable | null {
    return this.#housekeeping.failure;
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#read(readCheckpoint);
  }

  commit(batch: Batch): Promise<void> {
    return this.#transact(() => this.#batches.write(batch));
  }

  screen(batch: Batch): Promise<ScreenedBatch> {
    const screened = () => screenBatch(this.#connection, this.#batches, batch);
    return this.#write(() => inDryRun(this.#connection, screened, this.#waitForWritersMs));
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

  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void> {
    return this.#transact(() => putSettings(this.#connection, guildId, settings, catchUpFromMs));
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

  scrub(patienceMs = this.#waitForReadersMs): Promise<void> {
    return withPlainFaults(() => this.#scrubber.scrub(patienceMs));
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
    const erase = () => {
      this.#drafts.forget();
      return eraseMember(this.#connection, guildId, member, joinedAtMs);
    };
    return this.#write(async () => {
      const days = await inTransaction(this.#connection, erase, this.#waitForWritersMs);
      await syncWal(this.#connection);
      return days;
    });
  }

  announceDeletions(before: Month, nowMs: number): Promise<readonly AnnouncedDeletion[]> {
    return this.#transact(() => announceDeletions(this.#connection, before, nowMs));
  }

  announcedDeletions(guildId: Snowflake): Promise<readonly AnnouncedDeletion[]> {
    return this.#ask((connection) => deletionsOf(connection, guildId));
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

  totals(guildId: Snowflake): Promise<readonly KeptTotals[]> {
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
    await this.scrub(0).catch(ignoreReaders);
  }

  /** Waits for what was begun, and closes the file. Repeated, it does nothing. */
  close(): Promise<void> {
    return this.#write(async () => {
      try {
        this.#snapshots.end();
        await this.#housekeeping.beforeClosing();
      } finally {
        await this.#wal.close();
        this.#connection.close();
      }
    });
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
