import { ColumnCursor } from '../columns/blob/column-cursor.ts';
import { CounterList } from '../columns/blob/counter-list.ts';
import { mergeColumns } from '../columns/columns.ts';
import { nextTurn } from '../core/async/event-loop.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Hour, HourRange } from '../core/time.ts';
import type { CounterChunk, StoreReader } from '../store/store-reader.ts';
import { readAround } from './readable-counters.ts';

/** How well the counters of a range hide people. A cell is (hour, channel, messages or voice). */
export interface CellSizes {
  /** Cells with at least one person. */
  readonly cells: number;
  /** Cells with fewer than five people, including those with one. */
  readonly cellsUnderFive: number;
  readonly cellsOfOne: number;
  readonly members: number;
  /** Members who are alone in at least one cell. An observer of that channel then knows their token. */
  readonly membersAlone: number;
}

/**
 * Counts the people in each cell of an export of the range, which must lie within one month.
 *
 * @param onProgress Receives the share of the work done, from 0 to 1.
 */
export async function cellSizes(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  range: HourRange,
  onProgress: (share: number) => void,
): Promise<CellSizes> {
  const onRead = (hour: Hour) => onProgress((Math.min(hour, range.to) - range.from) / (range.to - range.from));
  const { found } = await readAround(store, (source) => sizesIn(source.readCounters(guildId, range), onRead));
  return found;
}

/** @param onRead Receives the hour up to which chunks were read. */
async function sizesIn(chunks: AsyncIterable<CounterChunk>, onRead: (hour: Hour) => void): Promise<CellSizes> {
  const sizes = { cells: 0, cellsUnderFive: 0, cellsOfOne: 0 };
  const seen = new MemberSet();
  const alone = new MemberSet();
  const list = new CounterList();
  for await (const { hours, blobs } of chunks) {
    if (blobs.length > 0) {
      const cursor = new ColumnCursor(mergeColumns(blobs));
      while (cursor.next()) {
        if (cursor.metric !== 'msg' && cursor.metric !== 'voice') continue;
        list.clear();
        cursor.decode(list);
        const members = shownMembers(list, cursor.metric === 'voice' ? 1000 : 1);
        if (members.length === 0) continue;
        sizes.cells += 1;
        if (members.length < 5) sizes.cellsUnderFive += 1;
        if (members.length === 1) {
          sizes.cellsOfOne += 1;
          alone.add(members);
        }
        seen.add(members);
      }
    }
    onRead(hours.to);
    await nextTurn();
  }
  return { ...sizes, members: seen.size, membersAlone: alone.size };
}

/**
 * The members with a row in an export. Less than one unit, such as a second of voice, has no row. Valid until the next
 * call.
 */
function shownMembers({ members, amounts, length }: CounterList, unit: number): Uint32Array {
  let kept = 0;
  for (let index = 0; index < length; index += 1) {
    if ((amounts[index] as number) < unit) continue;
    members[kept] = members[index] as number;
    kept += 1;
  }
  return members.subarray(0, kept);
}

/** A set of member numbers: one byte each, at most 16 MiB. */
class MemberSet {
  #marks = new Uint8Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(members: Iterable<MemberNumber>): void {
    for (const member of members) {
      if (member >= this.#marks.length) this.#grow(member);
      if (this.#marks[member] === 1) continue;
      this.#marks[member] = 1;
      this.#size += 1;
    }
  }

  #grow(member: MemberNumber): void {
    const marks = new Uint8Array(Math.max(member + 1, this.#marks.length * 2));
    marks.set(this.#marks);
    this.#marks = marks;
  }
}
