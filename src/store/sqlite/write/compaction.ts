import type { Database as Connection } from 'better-sqlite3';
import { channelLimit } from '../../../columns/blob/column-layout.ts';
import { hasCounters, isReadable, mergeColumns } from '../../../columns/columns.ts';
import { columnsOfChannels } from '../../../columns/day/columns-of-channels.ts';
import { nextTurn } from '../../../core/async/event-loop.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { dayOfHour, type Hour, type HourRange, hoursOfMonth } from '../../../core/time.ts';
import { type GuildMonthKey, hourOfPart, partId, partIdsBeside } from '../month-places.ts';
import { DayClosing } from './day-closing.ts';
import { forgetDerived } from './derived-days.ts';
import { addPart, type PartRow, replacePart } from './stored-parts.ts';
import { UnreadableHours } from './unreadable-hours.ts';

/** The work of one transaction, which takes about 10 ms. Then it yields to the event loop. */
const sliceBytes = 64 * 1024;
const sliceSteps = 100;

/**
 * Merges deltas into parts, in two steps. First, the deltas of every closed hour become a part, or are merged into the
 * parts that cover the hour. Then every day that is over is closed: see {@link DayClosing}. Each slice is a transaction
 * that preserves all counters, so compaction can be interrupted at any time.
 */
export class Compaction {
  readonly #connection: Connection;
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #unreadable: UnreadableHours;
  readonly #closing: DayClosing;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#statements = prepareAll(connection);
    this.#unreadable = new UnreadableHours(connection);
    this.#closing = new DayClosing(connection, this.#unreadable);
  }

  /** Merges all deltas of a lane from before an hour. `transact` runs each slice in its own transaction. */
  async run(lane: number, before: Hour, transact: <T>(work: () => T | Promise<T>) => Promise<T>): Promise<void> {
    for (let place: Place | null = { guildMonth: 0, hour: 0 }; place !== null; ) {
      const after: Place = place;
      place = await transact(() => this.#mergeHours(lane, after, before));
      await nextTurn();
    }
    const closedUntil = Math.floor(before / 24) * 24;
    while (await transact(() => this.#closing.closeSome(lane, closedUntil))) await nextTurn();
  }

  /** Merges the deltas of some closed hours after `after`. Returns how far it got, or null at the end. */
  async #mergeHours(lane: number, after: Place, before: Hour): Promise<Place | null> {
    let place = after;
    let key: LaneMonthKey | undefined;
    let bytes = 0;
    for (let step = 0; step < sliceSteps && bytes < sliceBytes; step += 1) {
      const next = this.#statements.nextPlace.get({ ...place });
      if (next === undefined) return null;
      const { guildMonth, hour } = next;
      if (key?.id !== guildMonth) key = this.#key(guildMonth);
      if (key.lane !== lane || hour >= before) {
        place = { guildMonth, hour: Number.MAX_SAFE_INTEGER };
        continue;
      }
      const parts = this.#partsWith(key, hour);
      // The late deltas of a closed day are merged together, because each part is written as a whole.
      const to = parts.length > 1 ? Math.min(before, (dayOfHour(hour) + 1) * 24) : hour + 1;
      bytes += await this.#merge(key, { from: hour, to }, parts);
      place = { guildMonth, hour: to - 1 };
    }
    return place;
  }

  /**
   * Merges the readable deltas of some hours, which are covered by the same parts, or by none. An unreadable delta stays,
   * so that `doctor` can report it, and its hour becomes a gap. Nothing is merged into unreadable parts. Resolves to the
   * bytes it worked on.
   */
  async #merge(key: GuildMonthKey, hours: HourRange, parts: readonly PartPlace[]): Promise<number> {
    const deltas = this.#statements.deltas.all({ guildMonth: key.id, ...hours });
    const areReadable = deltas.map(({ columns }) => isReadable(columns));
    for (const [index, { hour }] of deltas.entries()) {
      if (!areReadable[index]) this.#unreadable.note(key, { from: hour, to: hour + 1 });
    }
    const readable = deltas.filter((_, index) => areReadable[index]);
    const bytes = deltas.reduce((sum, { columns }) => sum + columns.length, 0);
    if (readable.length === 0) return bytes;
    const added = mergedOrNull(readable.map(({ columns }) => columns));
    if (added === null) this.#unreadable.note(key, hours);
    if (added === null) return bytes;

    let written = added.length;
    if (parts.length === 0) {
      addPart(this.#connection, key, { from: hours.from, hours: 1, columns: added });
    } else {
      const changed = await this.#mergedInto(key, parts, added);
      if (changed === null) return bytes;
      for (const { id, columns } of changed) {
        replacePart(this.#connection, id, columns);
        written += columns.length;
      }
    }
    forgetDerived(this.#connection, key, dayOfHour(hours.from));
    for (const { id } of readable) this.#statements.deleteDelta.run({ id });
    return bytes + written;
  }

  /** The parts that get any of some counters, with them. Null if one of these parts is unreadable. */
  async #mergedInto(
    key: GuildMonthKey,
    parts: readonly PartPlace[],
    added: Uint8Array,
  ): Promise<readonly Changed[] | null> {
    const changed: Changed[] = [];
    let end = 0;
    for (const { id, hours, first_channel: first, end_channel } of parts) {
      if (first !== end) continue; // An unreadable blob, kept behind the parts.
      end = end_channel;
      const piece = first === 0 && end === channelLimit ? added : columnsOfChannels(added, first, end);
      if (!hasCounters(piece)) continue;
      const before = this.#statements.columns.get({ id });
      const columns = before === undefined || !isReadable(before) ? null : mergedOrNull([before, piece]);
      if (columns === null) {
        const from = hourOfPart(key, id);
        this.#unreadable.note(key, { from, to: from + hours });
        return null;
      }
      changed.push({ id, columns });
      if (parts.length > 1) await nextTurn();
    }
    if (end !== channelLimit) throw new Error('the parts of a day have holes');
    return changed;
  }

  /** The parts that cover an hour, ascending. */
  #partsWith(key: GuildMonthKey, hour: Hour): readonly PartPlace[] {
    const from = partId(key, hoursOfMonth(key.month).from);
    const last = this.#statements.lastPart.get({ from, to: partId(key, hour + 1) - 1 });
    if (last === undefined || hourOfPart(key, last.id) + last.hours <= hour) return [];
    return this.#statements.partPlaces.all(partIdsBeside(last.id));
  }

  #key(guildMonth: number): LaneMonthKey {
    const key = this.#statements.guildMonth.get({ guildMonth });
    if (key === undefined) throw new Error('a delta has no month');
    return key;
  }
}

interface LaneMonthKey extends GuildMonthKey {
  readonly lane: number;
}

interface Place {
  readonly guildMonth: number;
  readonly hour: Hour;
}

type PartPlace = Omit<PartRow, 'columns'>;

type Changed = Pick<PartRow, 'id' | 'columns'>;

interface DeltaRow {
  readonly id: number;
  readonly hour: Hour;
  readonly columns: Uint8Array;
}

/** Null if there are none, or their sums overflow: one blob must be wrong, but it is unknown which. */
function mergedOrNull(blobs: readonly Uint8Array[]): Uint8Array | null {
  if (blobs.length === 0) return null;
  try {
    return mergeColumns(blobs);
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

function prepareAll(connection: Connection) {
  return {
    nextPlace: connection.prepare<object, Place>(`
      select guild_month as guildMonth, hour
        from delta
       where (guild_month, hour) > (:guildMonth, :hour)
       order by guild_month, hour
       limit 1`),
    guildMonth: connection.prepare<object, LaneMonthKey>(`
      select id, month, (select lane from guild where guild.key = guild_month.guild) as lane
        from guild_month
       where id = :guildMonth`),
    deltas: connection.prepare<object, DeltaRow>(
      `select id, hour, columns
         from delta
        where guild_month = :guildMonth and hour >= :from and hour < :to
        order by hour, id`,
    ),
    deleteDelta: connection.prepare<object>('delete from delta where id = :id'),
    lastPart: connection.prepare<object, Pick<PartRow, 'id' | 'hours'>>(
      'select id, hours from part where id between :from and :to order by id desc limit 1',
    ),
    partPlaces: connection.prepare<object, PartPlace>(
      'select id, hours, first_channel, end_channel from part where id between :first and :last order by id',
    ),
    columns: connection.prepare<object, Uint8Array>('select columns from part where id = :id').pluck(),
  };
}
