import { nextTurn } from '../core/async/event-loop.ts';
import type { Clock } from '../core/clock.ts';
import { StoreUnavailable } from '../core/errors.ts';
import { isoDay, type Month, monthName, monthOf } from '../core/time.ts';
import { ignoreReaders, type LaneStore } from '../store/lane-store.ts';
import type { Guild } from '../store/records.ts';
import type { GuildMonth } from '../store/store-reader.ts';
import type { ImportedPeople } from '../vault/past-people.ts';
import { CoveredTime } from './covered-time.ts';
import type { ImportFaults } from './import-faults.ts';
import { ImportedChannels } from './imported-channels.ts';
import { MonthCollection, type MonthSums, type RowVerdict } from './month-collection.ts';
import { isOfCounters, type ReadFiles, readFiles } from './read-files.ts';
import { mayReplace } from './replacement.ts';
import type { RowSpool, SpooledRow } from './row-spool.ts';
import type { Source } from './source.ts';

export interface ImporterDeps {
  /** The store of the guild's lane. */
  readonly store: Pick<
    LaneStore,
    'lane' | 'lanes' | 'channels' | 'months' | 'prunedMonths' | 'readCounters' | 'importMonth' | 'forget'
  >;
  readonly people: ImportedPeople;
  readonly spool: RowSpool;
  readonly clock: Pick<Clock, 'now'>;
  readonly guild: Guild;
  readonly faults: ImportFaults;
  readonly onBytes: (bytes: number) => void;
  /** A month begins. */
  readonly onMonth: (month: Month) => void;
}

/** Why a whole month is left out. */
export type MonthRefusal =
  | 'already has counters'
  | 'already has totals'
  | 'was imported with what these files lack'
  | 'is not over yet'
  | 'is not whole: a file is cut off';

export interface RefusedMonth {
  readonly month: Month;
  readonly refusal: MonthRefusal;
  /** The number of messages, or of lines of counters, in the files. */
  readonly rows: number;
}

/** The result of an import. Both lists ascend. */
export interface ImportResult {
  readonly imported: readonly MonthSums[];
  readonly refused: readonly RefusedMonth[];
  /** The number of rows of other months that were left out, by reason. */
  readonly leftOut: Readonly<Record<Exclude<RowVerdict, 'counted'> | 'not of a person', number>>;
}

/** Imports whole months from files into the store, one after the other. Each is sealed at once. */
export class Importer {
  readonly #deps: ImporterDeps;
  readonly #imported: MonthSums[] = [];
  readonly #refused: RefusedMonth[] = [];
  readonly #leftOut = {
    repeated: 0,
    'another file': 0,
    'ignored channel': 0,
    'ignored member': 0,
    'not of a person': 0,
  };
  readonly #repeatedDays = new Set<string>();

  constructor(deps: ImporterDeps) {
    this.#deps = deps;
  }

  /** The result so far, also after an error. */
  get result(): ImportResult {
    return { imported: this.#imported, refused: this.#refused, leftOut: this.#leftOut };
  }

  /**
   * Reads all files, in whatever order their rows are, before it writes the first month. Written months stay, whatever
   * happens later.
   *
   * @throws {StoreUnavailable} if the disk refuses. It names the month.
   */
  async run(sources: readonly Source[]): Promise<void> {
    const { store, people, spool, guild, faults, onBytes, onMonth } = this.#deps;
    const channels = new ImportedChannels(await store.channels(guild.id), guild.settings);
    const { ignoredRoleIds: roleIds, optOutRoleId } = guild.settings;
    const ignoredRoleIds = optOutRoleId === null ? roleIds : [...roleIds, optOutRoleId];
    const read = await readFiles(inOrder(sources), {
      ...{ guildId: guild.id, ignoredRoleIds, people, spool, faults, onBytes },
    });
    this.#leftOut['not of a person'] = read.uncounted;
    const writing: Writing = {
      read,
      channels,
      covered: new CoveredTime(read.files, (channel) => channels.isIgnored(channel)),
      known: new Map((await store.months(guild.id)).map((month) => [month.month, month])),
    };
    const refusalOf = await this.#refusals(writing);
    for (const month of spool.months) {
      onMonth(month);
      const refusal = refusalOf(month);
      if (refusal === null) await this.#importMonth(month, writing);
      else this.#refuse(month, refusal);
      spool.drop(month);
      await nextTurn();
    }
    // After an error, closing the store does it.
    if (this.#imported.some(({ isReplacement }) => isReplacement)) await store.forget().catch(ignoreReaders);
  }

  async #refusals({ read, known }: Writing): Promise<(month: Month) => MonthRefusal | null> {
    const { store, guild, clock } = this.#deps;
    const own = (await store.lanes()).find(({ lane }) => lane === store.lane);
    const firstOpen = Math.min(own?.openMonth ?? Number.POSITIVE_INFINITY, monthOf(clock.now()));
    const pruned = new Set((await store.prunedMonths(guild.id)).map(({ month }) => month));
    return (month) => {
      if (known.get(month)?.imported === null) return 'already has counters';
      if (pruned.has(month)) return 'already has totals';
      if (month >= firstOpen) return 'is not over yet';
      return read.files.some(({ lacks }) => lacks(month)) ? 'is not whole: a file is cut off' : null;
    };
  }

  async #importMonth(month: Month, { read, channels, covered, known }: Writing): Promise<void> {
    const { store, people, spool, guild } = this.#deps;
    const collection = new MonthCollection({ guildId: guild.id, read, channels, people });
    for (const row of spool.rowsOf(month)) this.#note(collection.add(row), row, read);
    const members = people.takeMonth();
    if (collection.isEmpty) return;
    const span = covered.within(month);
    const imported = { metrics: collection.metrics, ...span };
    const earlier = known.get(month);
    if (earlier !== undefined) {
      const counts = { imported, covered, channels, counted: collection.channels };
      const isMore = await mayReplace(store, guild.id, earlier, counts);
      if (!isMore) return this.#refuse(month, 'was imported with what these files lack');
    }
    const isReplacement = earlier !== undefined;
    const columns = [collection.takeColumns()];
    const isNew = await store
      .importMonth({
        guild,
        channels: channels.takeMade(),
        month,
        members,
        columns,
        totals: [],
        imported,
        isReplacement,
      })
      .catch((error: unknown) => {
        throw error instanceof StoreUnavailable ? stoppedAt(month, error) : error;
      });
    if (!isNew) return this.#refuse(month, 'already has counters');
    this.#imported.push({ month, members: members.length, covered: span, isReplacement, ...collection.sums() });
  }

  #refuse(month: Month, refusal: MonthRefusal): void {
    this.#refused.push({ month, refusal, rows: this.#deps.spool.countOf(month) });
  }

  #note(verdict: RowVerdict, row: SpooledRow, read: ReadFiles): void {
    if (verdict === 'counted') return;
    this.#leftOut[verdict] += 1;
    if (verdict !== 'another file') return;
    const day = isoDay(row.hour);
    if (this.#repeatedDays.has(`${day} ${row.source}`)) return;
    this.#repeatedDays.add(`${day} ${row.source}`);
    const expected = `${day} was in an earlier file, so nothing of that day is taken from this one`;
    this.#deps.faults.add(read.files[row.source]?.source.file.name ?? '', `line ${row.place}`, expected);
  }
}

/** What all months of an import share. */
interface Writing {
  readonly read: ReadFiles;
  readonly channels: ImportedChannels;
  readonly covered: CoveredTime;
  /** The months that the guild has already. */
  readonly known: ReadonlyMap<Month, GuildMonth>;
}

/** Files of counters have a day or a dump each. Of two files with the same day, the one that begins earlier counts. */
function inOrder(sources: readonly Source[]): readonly Source[] {
  const counters = sources.filter(isOfCounters).sort((a, b) => (a.firstHour ?? 0) - (b.firstHour ?? 0));
  return [...counters, ...sources.filter((source) => !isOfCounters(source))];
}

function stoppedAt(month: Month, cause: StoreUnavailable): StoreUnavailable {
  const text = `The import stopped at ${monthName(month)}; the months before it are in. Run it again for the rest.`;
  return new StoreUnavailable(`${cause.message} ${text}`, { cause });
}
