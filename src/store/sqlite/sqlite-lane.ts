import type { Database as Connection } from 'better-sqlite3';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { MemberNumber } from '../../core/counter.ts';
import type { GuildEvent } from '../../core/events/event.ts';
import type { GuildSettings } from '../../core/guild-settings.ts';
import type { TotalMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Day, Hour, Month } from '../../core/time.ts';
import type { Total } from '../../core/total.ts';
import type { Batch, ScreenedBatch } from '../batch.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { type Forgotten, ignoreReaders, type LaneStore } from '../lane-store.ts';
import type { AnnouncedDeletion, DeletedChannel, ForgottenChannel, MonthWithoutRows } from '../month-store.ts';
import type { PeopleAtRest } from '../people-at-rest.ts';
import type { PeopleChanges, PeopleKey, PersonErasure, PersonRecord } from '../people-store.ts';
import type { Post, PostKind, PostState } from '../post-store.ts';
import type { DrawTokens, ImportedMonth, MonthReport } from '../records.ts';
import type { SealedTrial } from '../trial-store.ts';
import type { DatabaseAccess } from './access/database-access.ts';
import { changeEvents } from './change-events.ts';
import { announceDeletions } from './forget/announced-deletions.ts';
import { forgetHiddenChannels, guildsWithDeletedChannels, hideDeletedChannels } from './forget/deleted-channels.ts';
import { eraseMember } from './forget/erasure.ts';
import { deleteGuild } from './forget/guild-removal.ts';
import { pruneMonth } from './forget/month-pruning.ts';
import type { Scrubber } from './forget/scrubber.ts';
import { beginRotation, markSplit, noteSaltDestroyed, openMonth } from './forget/sealing.ts';
import { forgetProfiles } from './forget/total-pruning.ts';
import { readLane, refuseForeign } from './lane-row.ts';
import { postsOfKind } from './read/posts.ts';
import { readCheckpoint } from './read/read-checkpoint.ts';
import { SqliteReader } from './sqlite-reader.ts';
import { screenBatch } from './write/batch-screen.ts';
import type { BatchWriter } from './write/batch-writer.ts';
import type { Compaction } from './write/compaction.ts';
import { putSettings } from './write/guild-settings.ts';
import { importMonth } from './write/month-import.ts';
import { addMonthTotals, putMonthTotals } from './write/month-totals.ts';
import { putPosts } from './write/posts.ts';
import { monthsWithoutRows, putMonthRows } from './write/stored-month-rows.ts';
import type { TokenDrafts } from './write/token-drafts.ts';
import type { TotalWriter } from './write/total-writer.ts';
import { forgetTrials, keepActivity, sealedTrials } from './write/trial-members.ts';

/** What all lanes of a database share. */
export interface SqliteLaneDeps {
  readonly batches: BatchWriter;
  readonly compaction: Compaction;
  readonly drafts: TokenDrafts;
  readonly totals: TotalWriter;
  readonly scrubber: Pick<Scrubber, 'scrub'>;
  /** How long {@link SqliteLane.forget} waits for readers by default. */
  readonly waitForReadersMs: number;
}

/** One lane in the shared SQLite file. Its people are stored separately. */
export class SqliteLane extends SqliteReader implements LaneStore {
  readonly lane: number;
  readonly #access: DatabaseAccess;
  readonly #people: PeopleAtRest;
  readonly #deps: SqliteLaneDeps;
  /** Serialises batches and all other changes of the people. */
  readonly #queue = new SerialQueue();
  /** The last batch whose people this process has added. */
  #peopleOf: number | null = null;

  constructor(lane: number, access: DatabaseAccess, people: PeopleAtRest, deps: SqliteLaneDeps) {
    super(access);
    this.lane = lane;
    this.#access = access;
    this.#people = people;
    this.#deps = deps;
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#access.read((snapshot) => readCheckpoint(snapshot, this.lane));
  }

  commit(batch: Batch, people: PeopleChanges): Promise<void> {
    return this.#queue.run(async () => {
      await this.#addPeople(batch, people);
      await this.#access.transact(() => this.#deps.batches.write(this.lane, batch));
    });
  }

  screen(batch: Batch): Promise<ScreenedBatch> {
    return this.#access.tryOut((connection) => screenBatch(connection, this.#deps.batches, this.lane, batch));
  }

  compact(before: Hour): Promise<void> {
    return this.#deps.compaction.run(this.lane, before, (work) => this.#access.transact(work));
  }

  readPeople(
    key: PeopleKey,
    each: (record: PersonRecord) => void,
    isKept?: (record: PersonRecord) => boolean,
  ): Promise<void> {
    return this.#withPeople(async (people) => {
      const { batch } = await this.#access.ask((connection) => readLane(connection, this.lane));
      this.#peopleOf = null; // Reading forgets the people of a batch that was not committed.
      await people.read(key, batch, each, isKept);
    });
  }

  erasePerson(erasure: PersonErasure): Promise<void> {
    return this.#withPeople((people) => people.erase(erasure));
  }

  forgetErasures(guild: number): Promise<void> {
    return this.#withPeople((people) => people.forgetErasures(guild));
  }

  forgetPeople(): Promise<void> {
    return this.#withPeople((people) => people.forget());
  }

  draftTokens(month: Month, drawTokens: DrawTokens): Promise<void> {
    return this.#access.write(() => this.#deps.drafts.prepare(this.lane, month, drawTokens));
  }

  beginRotation(month: Month, next: Month, drawTokens: DrawTokens, totals: readonly Total[] = []): Promise<number> {
    const closing = { lane: this.lane, month, next };
    const { drafts, totals: writer } = this.#deps;
    return this.#access.write((connection) =>
      beginRotation(connection, closing, drafts, drawTokens, () =>
        addMonthTotals(connection, writer, this.lane, month, totals),
      ),
    );
  }

  async hideDeletedChannels(
    month: Month,
    next: Month,
    isHidden: (channel: DeletedChannel) => boolean,
  ): Promise<readonly ForgottenChannel[]> {
    const closing = { lane: this.lane, month, next };
    for (const guild of await this.#access.ask((connection) => guildsWithDeletedChannels(connection, closing))) {
      await this.#access.transact((connection) => hideDeletedChannels(connection, guild, month, isHidden));
    }
    return this.#access.transact((connection) => forgetHiddenChannels(connection, closing));
  }

  openMonth(next: Month): Promise<void> {
    return this.#access.write((connection) => openMonth(connection, this.lane, next));
  }

  noteSaltDestroyed(month: Month, atMs: number): Promise<void> {
    return this.#access.write((connection) => noteSaltDestroyed(connection, this.lane, month, atMs));
  }

  markSplit(month: Month): Promise<void> {
    return this.#access.transact((connection) => markSplit(connection, this.lane, month));
  }

  importMonth(month: ImportedMonth): Promise<boolean> {
    return this.#access.transact((connection) => importMonth(connection, this.#deps, this.lane, month));
  }

  announceDeletions(before: Month, nowMs: number): Promise<readonly AnnouncedDeletion[]> {
    return this.#access.transact((connection) => announceDeletions(connection, this.lane, before, nowMs));
  }

  putMonthTotals(
    guildId: Snowflake,
    month: Month,
    metrics: readonly TotalMetric[],
    totals: readonly Total[],
  ): Promise<void> {
    return this.#change(guildId, (connection) => {
      putMonthTotals(connection, this.#deps.totals, this.lane, { guildId, month, metrics, totals });
    });
  }

  monthsWithoutRows(): Promise<readonly MonthWithoutRows[]> {
    return this.#access.read((snapshot) => monthsWithoutRows(snapshot, this.lane));
  }

  putMonthRows(guildId: Snowflake, month: Month, rows: Uint8Array): Promise<boolean> {
    return this.#change(guildId, (connection) => putMonthRows(connection, guildId, month, rows));
  }

  pruneMonth(guildId: Snowflake, report: MonthReport, summaries: Uint8Array): Promise<void> {
    return this.#change(guildId, (connection) => pruneMonth(connection, guildId, report, summaries));
  }

  forgetProfiles(guildId: Snowflake, before: Month): Promise<number> {
    return this.#change(guildId, (connection) => forgetProfiles(connection, guildId, before));
  }

  eraseMember(guildId: Snowflake, member: MemberNumber, joinedAtMs: number | null): Promise<ReadonlySet<Day>> {
    return this.#access.transactDurably((connection) => {
      refuseForeign(connection, this.lane, guildId);
      this.#deps.drafts.forget(this.lane);
      return eraseMember(connection, this.lane, guildId, member, joinedAtMs);
    });
  }

  async forget(patienceMs = this.#deps.waitForReadersMs): Promise<Forgotten> {
    await this.#access.beside(() => this.#deps.scrubber.scrub(patienceMs));
    return 'overwritten';
  }

  putSettings(guildId: Snowflake, settings: GuildSettings, catchUpFromMs: number): Promise<void> {
    return this.#change(guildId, (connection) => putSettings(connection, guildId, settings, catchUpFromMs));
  }

  async removeGuild(guildId: Snowflake): Promise<void> {
    await this.#change(guildId, (connection) => {
      this.#deps.drafts.forget(this.lane);
      return deleteGuild(connection, guildId);
    });
    await this.forget(0).catch(ignoreReaders);
  }

  postsOfKind(kind: PostKind): Promise<ReadonlyMap<Snowflake, PostState>> {
    return this.#access.ask((connection) => postsOfKind(connection, this.lane, kind));
  }

  putPosts(posts: readonly Post[]): Promise<number> {
    return this.#access.transactDurably((connection) => putPosts(connection, this.lane, posts));
  }

  changeEvents(
    guildId: Snowflake,
    change: (events: readonly GuildEvent[]) => readonly GuildEvent[],
  ): Promise<readonly GuildEvent[] | null> {
    return this.#access.transactDurably((connection) => {
      refuseForeign(connection, this.lane, guildId);
      return changeEvents(connection, guildId, change);
    });
  }

  sealedTrials(): Promise<readonly SealedTrial[]> {
    return this.#access.read((snapshot) => sealedTrials(snapshot, this.lane));
  }

  keepActivity(guildId: Snowflake, month: Month, summary: Uint8Array): Promise<void> {
    return this.#change(guildId, (connection) => keepActivity(connection, guildId, month, summary));
  }

  forgetTrials(): Promise<void> {
    return this.#access.transact((connection) => forgetTrials(connection, this.lane));
  }

  /** Waits for pending changes of the people. No other method may be called afterwards. */
  end(): Promise<void> {
    return this.#queue.run(() => this.#people.close());
  }

  /**
   * Adds the people of a batch. They may be there already: from a commit that failed afterwards, or from the same batch
   * before its faulty rows were removed. Skips a batch that is not the next one, which the database will refuse.
   */
  async #addPeople({ number }: Batch, changes: PeopleChanges): Promise<void> {
    if (changes.records.length === 0 || number === this.#peopleOf) return;
    const { batch } = await this.#access.ask((connection) => readLane(connection, this.lane));
    if (number !== batch + 1) return;
    await this.#access.beside(() => this.#people.add(changes));
    this.#peopleOf = number;
  }

  #withPeople(work: (people: PeopleAtRest) => Promise<void>): Promise<void> {
    return this.#queue.run(() => this.#access.beside(() => work(this.#people)));
  }

  /** Runs a change of one guild, which must be in this lane. */
  #change<T>(guildId: Snowflake, change: (connection: Connection) => T | Promise<T>): Promise<T> {
    return this.#access.transact((connection) => {
      refuseForeign(connection, this.lane, guildId);
      return change(connection);
    });
  }
}
