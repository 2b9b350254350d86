import type { Database as Connection } from 'better-sqlite3';
import { LaneLost, type StoreUnavailable } from '../../core/errors.ts';
import type { Lanes } from '../lanes.ts';
import type { PeopleAtRest } from '../people-at-rest.ts';
import type { MemberListsState } from '../records.ts';
import { DatabaseAccess } from './access/database-access.ts';
import { Snapshots } from './access/snapshots.ts';
import { inTransaction, waitForWritersMs } from './access/transaction.ts';
import { Wal } from './access/wal.ts';
import { WriterQueue } from './access/writer-queue.ts';
import { divide } from './division.ts';
import { areRewritesOwed } from './forget/owed-rewrites.ts';
import { Scrubber } from './forget/scrubber.ts';
import { Housekeeping } from './housekeeping.ts';
import { SqliteLane, type SqliteLaneDeps } from './sqlite-lane.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { withoutPeople } from './without-people.ts';
import { BatchWriter } from './write/batch-writer.ts';
import { Compaction } from './write/compaction.ts';
import { replaceLists } from './write/member-lists.ts';
import { TokenDrafts } from './write/token-drafts.ts';
import { TotalWriter } from './write/total-writer.ts';

export interface SqliteStoreSurroundings {
  /** Opens the people of a lane. Without it, lanes reject all methods about people. */
  readonly people?: (lane: number) => PeopleAtRest;
  /** The compiled `wal-thread.ts`, for a store that copies the journal in a thread. */
  readonly walScript?: URL;
  /** Called when the journal cannot be copied into the database, and with null when it can again. */
  readonly onJournalFailure?: (failure: StoreUnavailable | null) => void;
  /** A journal of an earlier process may still hold deleted data. */
  readonly isScrubOwed?: boolean;
  /** A monotonic clock in milliseconds. */
  readonly elapsedMs?: () => number;
}

/** How long {@link SqliteLane.forget} waits for reports and exports before it fails. */
export const waitForReadersMs = 60_000;

/**
 * All lanes in one SQLite file. One connection does all writing, one task at a time. Each reader has its own connection
 * with a consistent snapshot, so a long report and the next flush never wait for each other.
 */
export class SqliteStore extends SqliteReader implements Lanes {
  readonly #access: DatabaseAccess;
  readonly #snapshots: Snapshots;
  readonly #wal: Wal;
  readonly #housekeeping: Housekeeping;
  readonly #laneDeps: SqliteLaneDeps;
  readonly #people: (lane: number) => PeopleAtRest;
  readonly #lanes = new Map<number, SqliteLane>();
  /** How often the lanes were divided. Lanes opened before the last time are lost. */
  #division = 0;

  /** `connection` is open on the file at `path` and has the newest schema. The store closes it. */
  constructor(
    connection: Connection,
    path: string,
    readersMs = waitForReadersMs,
    writersMs = waitForWritersMs,
    surroundings: SqliteStoreSurroundings = {},
  ) {
    const { walScript = null, elapsedMs = () => performance.now(), onJournalFailure = () => {} } = surroundings;
    const queue = new WriterQueue(() => this.#housekeeping.tidyUp());
    const snapshots = new Snapshots(path);
    const access = new DatabaseAccess({ connection, queue, snapshots, waitForWritersMs: writersMs });
    super(access);
    const wal = new Wal(connection, walScript, elapsedMs);
    const isOwed = surroundings.isScrubOwed === true || areRewritesOwed(connection);
    const scrubber = new Scrubber({ connection, wal, queue, snapshots, isOwed, elapsedMs });
    this.#access = access;
    this.#snapshots = snapshots;
    this.#wal = wal;
    this.#housekeeping = new Housekeeping({ connection, wal, scrubber, onFailure: onJournalFailure });
    this.#people = surroundings.people ?? (() => withoutPeople);
    const totals = new TotalWriter(connection);
    this.#laneDeps = {
      batches: new BatchWriter(connection, totals),
      compaction: new Compaction(connection),
      drafts: new TokenDrafts(connection),
      totals,
      scrubber,
      waitForReadersMs: readersMs,
    };
  }

  /** Why the journal cannot be copied into the database; null while it can. */
  get journalFailure(): StoreUnavailable | null {
    return this.#housekeeping.failure;
  }

  /** The same object each time, until the lanes are divided. All methods of a lane that does not exist reject. */
  open(lane: number): SqliteLane {
    const known = this.#lanes.get(lane);
    if (known !== undefined) return known;
    const division = this.#division;
    const access = this.#access.until(() => {
      if (this.#division !== division) throw new LaneLost(lane);
    });
    const opened = new SqliteLane(lane, access, this.#people(lane), this.#laneDeps);
    this.#lanes.set(lane, opened);
    return opened;
  }

  async divide(count: number): Promise<void> {
    const lost = await this.#access.write(async (connection) => {
      if (!(await inTransaction(connection, () => divide(connection, count)))) return [];
      this.#laneDeps.drafts.forgetAll();
      this.#division += 1;
      return this.#releaseLanes();
    });
    await endAll(lost);
  }

  acceptMemberLists(lists: MemberListsState | null): Promise<void> {
    return this.#access.transact((connection) => replaceLists(connection, lists));
  }

  /** Waits for pending work and closes the file. Repeating it does nothing. */
  async close(): Promise<void> {
    try {
      await endAll(this.#releaseLanes());
    } finally {
      await this.#access.write(async (connection) => {
        try {
          this.#snapshots.end();
          await this.#housekeeping.beforeClosing();
        } finally {
          await this.#wal.close();
          connection.close();
        }
      });
    }
  }

  #releaseLanes(): readonly SqliteLane[] {
    const lanes = [...this.#lanes.values()];
    this.#lanes.clear();
    return lanes;
  }
}

async function endAll(lanes: readonly SqliteLane[]): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.end()));
}
