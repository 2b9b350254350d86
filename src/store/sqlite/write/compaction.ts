import type { Database as Connection } from 'better-sqlite3';
import { isReadable, mergeColumns } from '../../../columns/columns.ts';
import { nextTurn } from '../../../core/async/event-loop.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { type Hour, hoursOfMonth } from '../../../core/time.ts';
import { monthIsOfLane } from '../lane-row.ts';
import { type GuildMonthKey, hourOfSegment, segmentId } from '../segment-id.ts';
import { UnreadableHours } from './unreadable-hours.ts';

/** The work of one transaction, which takes about 10 ms. Then it yields to the event loop. */
const sliceBytes = 64 * 1024;
const sliceSteps = 100;

/**
 * Adjacent segments of a closed day are merged up to this size. A quiet guild then has one row per day, and a row of a
 * busy guild can still be read and merged in a few milliseconds.
 */
const mergedUpToBytes = 64 * 1024;

/**
 * Merges deltas into segments, in two steps. First, the deltas of every closed hour become a segment, or are merged
 * into the one that covers the hour. Then small adjacent segments of every closed day are merged. Each slice is a
 * transaction that preserves all counters, so compaction can be interrupted at any time.
 */
export class Compaction {
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #unreadable: UnreadableHours;

  constructor(connection: Connection) {
    this.#statements = prepareAll(connection);
    this.#unreadable = new UnreadableHours(connection);
  }

  /** Merges all deltas of a lane from before an hour. `transact` runs each slice in its own transaction. */
  async run(lane: number, before: Hour, transact: <T>(work: () => T) => Promise<T>): Promise<void> {
    for (let place: Place | null = { guildMonth: 0, hour: 0 }; place !== null; ) {
      const after: Place = place;
      place = await transact(() => this.#mergeHours(lane, after, before));
      await nextTurn();
    }
    const closedUntil = Math.floor(before / 24) * 24;
    while (await transact(() => this.#mergeDays(lane, closedUntil))) await nextTurn();
  }

  /** Merges the deltas of some closed hours after `after`. Returns how far it got, or null at the end. */
  #mergeHours(lane: number, after: Place, before: Hour): Place | null {
    let place = after;
    let key: LaneMonthKey | undefined;
    let bytes = 0;
    for (let step = 0; step < sliceSteps && bytes < sliceBytes; step += 1) {
      const next = this.#statements.nextPlace.get({ ...place });
      if (next === undefined) return null;
      if (key?.id !== next.guildMonth) key = this.#key(next.guildMonth);
      const isDue = key.lane === lane && next.hour < before;
      if (isDue) bytes += this.#mergeHour(key, next.hour);
      place = isDue ? next : { guildMonth: next.guildMonth, hour: Number.MAX_SAFE_INTEGER };
    }
    return place;
  }

  #mergeHour(key: GuildMonthKey, hour: Hour): number {
    const guildMonth = key.id;
    const deltas = this.#statements.deltas.all({ guildMonth, hour });
    const earlier = this.#segmentWith(key, hour);
    const bytes = deltas.reduce((sum, { columns }) => sum + columns.length, earlier?.columns.length ?? 0);
    const merged = mergedIfReadable(earlier, deltas) ?? this.#mergedAround(key, hour, earlier, deltas);
    if (merged === null) return bytes;
    const { columns } = merged;
    if (earlier === undefined) {
      this.#statements.addSegment.run({ id: segmentId(key, hour), hours: 1, columns });
      this.#statements.unmergeDay.run({ guildMonth, day: Math.floor(hour / 24) * 24 });
    } else {
      this.#statements.replaceSegment.run({ id: earlier.id, columns });
    }
    for (const { id } of merged.deltas) this.#statements.deleteDelta.run({ id });
    return bytes;
  }

  /**
   * Merges the readable deltas. An unreadable delta stays, so that `doctor` can report it, and its hour becomes a gap.
   * Nothing is merged into an unreadable segment. Null if nothing can be merged.
   */
  #mergedAround(
    key: GuildMonthKey,
    hour: Hour,
    earlier: SegmentRow | undefined,
    deltas: readonly DeltaRow[],
  ): Merged | null {
    if (earlier !== undefined && !isReadable(earlier.columns)) {
      this.#noteSegment(key, earlier);
      return null;
    }
    this.#unreadable.note(key, { from: hour, to: hour + 1 });
    const readable = deltas.filter(({ columns }) => isReadable(columns));
    return readable.length === 0 ? null : mergedIfReadable(earlier, readable);
  }

  #noteSegment(key: GuildMonthKey, { id, hours }: Pick<SegmentRow, 'id' | 'hours'>): void {
    const from = hourOfSegment(key, id);
    this.#unreadable.note(key, { from, to: from + hours });
  }

  #segmentWith(key: GuildMonthKey, hour: Hour): SegmentRow | undefined {
    const last = this.#statements.lastSegment.get({ from: segmentId(key, monthStart(key)), id: segmentId(key, hour) });
    return last !== undefined && hourOfSegment(key, last.id) + last.hours > hour ? last : undefined;
  }

  /** Merges closed days of some guilds. Returns whether there may be more to do. */
  #mergeDays(lane: number, closedUntil: Hour): boolean {
    const keys = this.#statements.unmerged.all({ lane, closedUntil, limit: sliceSteps });
    let bytes = 0;
    for (const key of keys) {
      const monthEnd = hoursOfMonth(key.month).to;
      const until = Math.min(closedUntil, monthEnd);
      let day = key.merged_until;
      for (; day < until; day += 24) {
        bytes += this.#mergeDay(key, day, sliceBytes - bytes);
        if (bytes >= sliceBytes) break; // The day may not be finished.
      }
      this.#statements.noteMerged.run({ guildMonth: key.id, until: day === monthEnd ? null : day });
      if (bytes >= sliceBytes) break;
    }
    return keys.length > 0;
  }

  /** Merges small segments of a day until it has written `bytesAtMost`. Returns the number of bytes written. */
  #mergeDay(key: GuildMonthKey, day: Hour, bytesAtMost: number): number {
    const range = { from: segmentId(key, day), to: segmentId(key, day + 24) };
    let bytes = 0;
    for (const group of smallNeighbours(this.#statements.sizes.all(range))) {
      const [first, last] = [group.at(0), group.at(-1)];
      if (first === undefined || last === undefined || first === last) continue;
      const segments = this.#statements.segments.all({ first: first.id, last: last.id });
      const columns = mergedOrNull(segments);
      if (columns === null) {
        for (const segment of segments) if (!isReadable(segment.columns)) this.#noteSegment(key, segment);
        continue;
      }
      this.#statements.deleteSegments.run({ first: first.id, last: last.id });
      this.#statements.addSegment.run({ id: first.id, hours: last.id + last.hours - first.id, columns });
      bytes += columns.length;
      if (bytes >= bytesAtMost) break;
    }
    return bytes;
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

interface SegmentRow {
  readonly id: number;
  readonly hours: number;
  readonly columns: Uint8Array;
}

interface DeltaRow {
  readonly id: number;
  readonly columns: Uint8Array;
}

/** A merged blob, and the deltas that went into it. */
interface Merged {
  readonly columns: Uint8Array;
  readonly deltas: readonly DeltaRow[];
}

interface SegmentSize {
  readonly id: number;
  readonly hours: number;
  readonly bytes: number;
}

function monthStart({ month }: GuildMonthKey): Hour {
  return hoursOfMonth(month).from;
}

/** Null if any of them is unreadable. */
function mergedIfReadable(earlier: SegmentRow | undefined, deltas: readonly DeltaRow[]): Merged | null {
  const columns = mergedOrNull(earlier === undefined ? deltas : [earlier, ...deltas]);
  return columns && { columns, deltas };
}

function mergedOrNull(rows: readonly { readonly columns: Uint8Array }[]): Uint8Array | null {
  const [only] = rows;
  // A single blob is not decoded by the merge, so it is checked here.
  if (only !== undefined && rows.length === 1) return isReadable(only.columns) ? only.columns : null;
  try {
    return mergeColumns(rows.map(({ columns }) => columns));
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

/** Groups the segments of one day into runs of neighbours that are small enough for one segment. */
export function smallNeighbours<Segment extends { readonly bytes: number }>(segments: readonly Segment[]): Segment[][] {
  const groups: Segment[][] = [];
  let group: Segment[] = [];
  let bytes = 0;
  for (const segment of segments) {
    if (group.length === 0 || bytes + segment.bytes > mergedUpToBytes) {
      group = [];
      groups.push(group);
      bytes = 0;
    }
    group.push(segment);
    bytes += segment.bytes;
  }
  return groups;
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
      'select id, columns from delta where guild_month = :guildMonth and hour = :hour order by id',
    ),
    deleteDelta: connection.prepare<object>('delete from delta where id = :id'),
    lastSegment: connection.prepare<object, SegmentRow>(`
      select id, hours, columns from segment where id between :from and :id order by id desc limit 1`),
    addSegment: connection.prepare<object>('insert into segment (id, hours, columns) values (:id, :hours, :columns)'),
    replaceSegment: connection.prepare<object>('update segment set columns = :columns where id = :id'),
    unmergeDay: connection.prepare<object>(`
      update guild_month
         set merged_until = :day
       where id = :guildMonth and (merged_until is null or merged_until > :day)`),
    unmerged: connection.prepare<object, GuildMonthKey & { readonly merged_until: Hour }>(`
      select id, month, merged_until
        from guild_month
       where merged_until < :closedUntil and ${monthIsOfLane}
       order by merged_until, id
       limit :limit`),
    noteMerged: connection.prepare<object>('update guild_month set merged_until = :until where id = :guildMonth'),
    sizes: connection.prepare<object, SegmentSize>(`
      select id, hours, length(columns) as bytes from segment where id >= :from and id < :to order by id`),
    segments: connection.prepare<object, SegmentRow>(
      'select id, hours, columns from segment where id between :first and :last order by id',
    ),
    deleteSegments: connection.prepare<object>('delete from segment where id between :first and :last'),
  };
}
