import { nextTurn } from '../core/async/event-loop.ts';
import type { Clock } from '../core/clock.ts';
import { StoreUnavailable } from '../core/errors.ts';
import { type HourRange, hoursOfMonth, isoDay, type Month, monthName, monthOf, monthOfHour } from '../core/time.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { Guild } from '../store/records/guild.ts';
import type { ImportedPeople } from '../vault/imported-people.ts';
import type { Row } from './formats/row.ts';
import type { ImportFaults } from './import-faults.ts';
import { ImportedChannels } from './imported-channels.ts';
import { MonthCollection, type MonthSums, type RowVerdict } from './month-collection.ts';
import { rowsOf, type Source } from './source.ts';
import { SourceCursor } from './source-cursor.ts';

export interface ImporterDeps {
  /** The store of the guild's lane. */
  readonly store: Pick<LaneStore, 'lane' | 'lanes' | 'channels' | 'months' | 'prunedMonths' | 'importMonth'>;
  readonly people: ImportedPeople;
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
  | 'is not over yet'
  | 'is not whole: a file is cut off';

export interface RefusedMonth {
  readonly month: Month;
  readonly refusal: MonthRefusal;
  /** The number of messages, or of lines of counters, in the files. */
  readonly rows: number;
}

const notWhole: MonthRefusal = 'is not whole: a file is cut off';

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
  /** Where a file ends too early. A written month is final, so an incomplete one is not written. */
  #cutOff: 'nowhere' | 'within this month' | 'from here on' = 'nowhere';

  constructor(deps: ImporterDeps) {
    this.#deps = deps;
  }

  /** The result so far, also after an error. */
  get result(): ImportResult {
    return { imported: this.#imported, refused: this.#refused, leftOut: this.#leftOut };
  }

  /**
   * Reads all files in step, month by month, so that a month is written only when all files that have it were read.
   * Written months stay, whatever happens later.
   *
   * @throws {StoreUnavailable} if the disk refuses. It names the month.
   */
  async run(sources: readonly Source[]): Promise<void> {
    const { store, guild, onMonth } = this.#deps;
    const channels = new ImportedChannels(await store.channels(guild.id), guild.settings);
    const refusals = await this.#refusals();
    const cursors = this.#cursors(sources);
    try {
      for (let month = await earliest(cursors); month !== null; month = await earliest(cursors)) {
        onMonth(month);
        const refusal = refusals(month) ?? (this.#cutOff === 'from here on' ? notWhole : null);
        if (refusal === null) await this.#importMonth(month, cursors, channels);
        else await this.#refuse(month, refusal, cursors);
        await nextTurn();
      }
    } finally {
      for (const cursor of cursors) await cursor.close();
    }
  }

  /**
   * Files of counters have a day or a dump each and are read in order of time; files of messages are read side by side.
   */
  #cursors(sources: readonly Source[]): readonly SourceCursor[] {
    const { faults, onBytes } = this.#deps;
    const open = (source: Source) => {
      const onFault = (place: string, expected: string) => faults.add(source.file.name, place, expected);
      const onCutOff = (place: string, expected: string) => {
        onFault(place, expected);
        this.#cutOff = isOfCounters(source) ? 'within this month' : 'from here on';
      };
      const onUncounted = () => {
        this.#leftOut['not of a person'] += 1;
      };
      return rowsOf(source, { onFault, onCutOff, onUncounted, onBytes });
    };
    const inOrder = sources.filter(isOfCounters).sort((a, b) => (a.firstHour ?? 0) - (b.firstHour ?? 0));
    const sideBySide = sources.filter((source) => !isOfCounters(source));
    return [inOrder, ...sideBySide.map((source) => [source])].map((files) => new SourceCursor(files, open));
  }

  async #refusals(): Promise<(month: Month) => MonthRefusal | null> {
    const { store, guild, clock } = this.#deps;
    const own = (await store.lanes()).find(({ lane }) => lane === store.lane);
    const firstOpen = Math.min(own?.openMonth ?? Number.POSITIVE_INFINITY, monthOf(clock.now()));
    const counted = new Set((await store.months(guild.id)).map(({ month }) => month));
    const forgotten = new Set((await store.prunedMonths(guild.id)).map(({ month }) => month));
    return (month) => {
      if (counted.has(month)) return 'already has counters';
      if (forgotten.has(month)) return 'already has totals';
      return month >= firstOpen ? 'is not over yet' : null;
    };
  }

  async #importMonth(month: Month, cursors: readonly SourceCursor[], channels: ImportedChannels): Promise<void> {
    const { store, people, guild } = this.#deps;
    const { ignoredRoleIds, optOutRoleId } = guild.settings;
    const collection = new MonthCollection({
      guildId: guild.id,
      ignoredRoleIds: optOutRoleId === null ? ignoredRoleIds : [...ignoredRoleIds, optOutRoleId],
      channels,
      people,
    });
    let rows = 0;
    await this.#readMonth(hoursOfMonth(month), cursors, (row, source) => {
      rows += 1;
      this.#note(collection.add(row, source), row, source);
    });
    const members = people.takeMonth();
    if (this.#cutOff !== 'nowhere') {
      this.#refused.push({ month, refusal: notWhole, rows });
      if (this.#cutOff === 'within this month') this.#cutOff = 'nowhere';
      return;
    }
    if (collection.isEmpty) return;
    const columns = collection.takeColumns();
    const isNew = await store
      .importMonth({ guild, channels: channels.takeMade(), month, members, columns })
      .catch((error: unknown) => {
        throw error instanceof StoreUnavailable ? stoppedAt(month, error) : error;
      });
    if (isNew) this.#imported.push(collection.sums(month, members.length));
    else this.#refused.push({ month, refusal: 'already has counters', rows });
  }

  async #refuse(month: Month, refusal: MonthRefusal, cursors: readonly SourceCursor[]): Promise<void> {
    let rows = 0;
    await this.#readMonth(hoursOfMonth(month), cursors, () => {
      rows += 1;
    });
    this.#refused.push({ month, refusal, rows });
  }

  async #readMonth(
    { from, to }: HourRange,
    cursors: readonly SourceCursor[],
    take: (row: Row, source: Source) => void,
  ): Promise<void> {
    for (const cursor of cursors) {
      const next = await cursor.nextHour();
      if (next === null || next >= to) continue;
      await cursor.readUntil(to, (row, source) => {
        if (row.hour >= from) take(row, source);
        else this.#fault(row, source, 'expected rows in the order of time: its month was finished before');
      });
    }
  }

  #note(verdict: RowVerdict, row: Row, source: Source): void {
    if (verdict === 'counted') return;
    this.#leftOut[verdict] += 1;
    if (verdict !== 'another file') return;
    const day = isoDay(row.hour);
    if (this.#repeatedDays.has(`${day} ${source.file.path}`)) return;
    this.#repeatedDays.add(`${day} ${source.file.path}`);
    this.#fault(row, source, `${day} was in an earlier file, so nothing of that day is taken from this one`);
  }

  #fault({ place, message }: Row, { file }: Source, expected: string): void {
    this.#deps.faults.add(file.name, `${message === null ? 'line' : 'message'} ${place}`, expected);
  }
}

/** A file of messages covers all of its time, a file of counters some days. */
function isOfCounters({ format }: Source): boolean {
  return format !== 'activity CSV' && format !== 'DiscordChatExporter JSON';
}

/** The earliest month that any file still has. */
async function earliest(cursors: readonly SourceCursor[]): Promise<Month | null> {
  let first: number | null = null;
  for (const cursor of cursors) {
    const hour = await cursor.nextHour();
    if (hour !== null && (first === null || hour < first)) first = hour;
  }
  return first === null ? null : monthOfHour(first);
}

function stoppedAt(month: Month, cause: StoreUnavailable): StoreUnavailable {
  const text = `The import stopped at ${monthName(month)}; the months before it are in. Run it again to go on from there.`;
  return new StoreUnavailable(`${cause.message} ${text}`, { cause });
}
