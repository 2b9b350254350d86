import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { type Channel, noCategoryId } from '../../../src/core/channel.ts';
import type { Counter } from '../../../src/core/counter.ts';
import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { dayMs, hoursOfMonth, type Month, startOfMonthMs } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { naiveSums } from '../../columns/some-counters.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { april, fromTop, guildId, march, otherId } from '../contract/store-under-test.ts';
import { noSummaries } from '../no-summaries.ts';
import { wholeImport } from '../whole-import.ts';

const february = march - 1;
/** The channels of a guild that are deleted when March is closed, and the category to which their counters move. */
const hiddenChannels = [2, 3];
const category = 50;

/** A store on which many things are done, and a plain list of the counters that it should have. */
export class StoredHistory {
  readonly store: LaneStore;
  readonly #directory = mkdtempSync(join(tmpdir(), 'census-history-'));
  readonly #lanes;
  #batch = 0;
  #openMonth = march;
  #counters: { readonly guild: string; readonly month: Month; readonly counter: Counter }[] = [];

  constructor() {
    this.#lanes = openSqliteStore({
      path: join(this.#directory, 'census.db'),
      migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    });
    this.store = this.#lanes.open(0);
  }

  static async begin(): Promise<StoredHistory> {
    const history = new StoredHistory();
    await history.store.openMonth(march);
    for (const guild of [guildId, otherId]) await history.#join(guild);
    return history;
  }

  /** What the store should have of a guild, in the order of a blob. */
  counters(guild: string): Counter[] {
    return naiveSums(this.#counters.filter((each) => each.guild === guild).map(({ counter }) => counter));
  }

  /** Counters of March. Ignored once it is closed. */
  async flush(counters: readonly Counter[], guild = guildId): Promise<void> {
    if (counters.length === 0 || this.#openMonth !== march) return;
    const columns = encodeColumns(counters);
    await this.#commit({ deltas: [{ guildId: guild, month: march, hours: hoursOfMonth(march), columns }] });
    this.#counters.push(...counters.map((counter) => ({ guild, month: march, counter })));
  }

  compact(before: number): Promise<void> {
    return this.store.compact(before);
  }

  async erase(member: number): Promise<void> {
    if (this.#openMonth !== march) return;
    await this.store.eraseMember(guildId, member, null);
    this.#counters = this.#counters.filter(
      ({ guild, counter }) => guild !== guildId || counter.channel === 0 || counter.member !== member,
    );
  }

  /** Closes and seals March; `isHiding` moves the counters of some channels. */
  async seal(isHiding: boolean): Promise<void> {
    if (this.#openMonth !== march) return;
    await this.store.beginRotation(march, april, fromTop());
    await this.store.hideDeletedChannels(march, april, () => isHiding);
    await this.store.openMonth(april);
    await this.store.noteSaltDestroyed(march, 1);
    this.#openMonth = april;
    if (!isHiding) return;
    this.#counters = this.#counters.map((each) => {
      const isHidden = each.month === march && hiddenChannels.includes(each.counter.channel);
      return isHidden ? { ...each, counter: { ...each.counter, channel: category } } : each;
    });
  }

  /** Imports February, in place of an earlier import. */
  async importMonth(counters: readonly Counter[]): Promise<void> {
    const known = await this.store.prunedMonths(guildId);
    if (known.some(({ month }) => month === february)) return;
    const inFebruary = counters
      .filter(({ channel }) => channel !== 0)
      .map((counter) => ({ ...counter, hour: counter.hour - 28 * 24 }));
    await this.store.importMonth({
      ...wholeImport(february),
      guild: (await this.store.guild(guildId)) ?? aGuild(guildId),
      channels: [],
      month: february,
      members: Array.from({ length: 10 }, (_, number) => ({ number, token: 0xa000_0000 + number })),
      columns: [encodeColumns(inFebruary)],
      isReplacement: true,
    });
    this.#forget(guildId, february);
    this.#counters.push(...inFebruary.map((counter) => ({ guild: guildId, month: february, counter })));
  }

  async prune(month: Month): Promise<void> {
    const months = await this.store.months(guildId);
    if (!months.some((each) => each.month === month && each.isSealed)) return;
    const row = keptRow({ totalUsers: 1, joins: 0, parts: 0 }, nothing, nothing);
    await this.store.pruneMonth(guildId, { month, row }, noSummaries);
    this.#forget(guildId, month);
  }

  async remove(guild: string): Promise<void> {
    await this.store.removeGuild(guild);
    this.#counters = this.#counters.filter((each) => each.guild !== guild);
    await this.#join(guild);
  }

  /** Everything derived is deleted: whatever is asked must then be answered from the counters. */
  forgetDerived(): void {
    this.inTables((database) =>
      database.exec('delete from day_rollup; delete from day_summary; delete from month_rows'),
    );
  }

  inTables<Result>(work: (database: Database.Database) => Result): Result {
    const database = new Database(join(this.#directory, 'census.db'));
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  async end(): Promise<void> {
    await this.#lanes.close();
    rmSync(this.#directory, { recursive: true });
  }

  /** A guild with members, if March is open, and some channels, some of them deleted in March. */
  #join(guild: string): Promise<void> {
    const deleted = hiddenChannels.map((number) => aChannel(firstSnowflakeAt(marchMs + number * dayMs), number));
    const others: Channel = { id: noCategoryId, kind: 'category', name: 'others', number: category, isDeleted: true };
    const members = Array.from({ length: 10 }, (_, number) => ({ number, token: 0xa000_0000 + number }));
    return this.#commit({
      guilds: [aGuild(guild)],
      channels: [...deleted, others].map((channel) => ({ guildId: guild, channel })),
      members: this.#openMonth === march ? members.map((member) => ({ guildId: guild, member })) : [],
    });
  }

  #commit(changes: Parameters<typeof aBatch>[1]): Promise<void> {
    this.#batch += 1;
    return this.store.commit(aBatch(this.#batch, { observedUntilMs: marchMs + 30 * dayMs, ...changes }), nobody);
  }

  #forget(guild: string, month: Month): void {
    this.#counters = this.#counters.filter((each) => each.guild !== guild || each.month !== month);
  }
}

const marchMs = startOfMonthMs(march);
const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };

function aChannel(id: string, number: number): Channel {
  return { id, kind: 'text', name: `channel ${number}`, number, isDeleted: true };
}
