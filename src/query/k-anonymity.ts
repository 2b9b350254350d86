import { setImmediate as nextTurn } from 'node:timers/promises';
import { ColumnCursor } from '../columns/column-cursor.ts';
import { mergeColumns } from '../columns/columns.ts';
import { CounterList } from '../columns/counter-list.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Hour, HourRange } from '../core/time.ts';
import type { CounterChunk, StoreReader } from '../store/store-reader.ts';
import { readAround } from './readable-counters.ts';

/** How well the counters of a range hide the people in them. A cell is (hour, channel, messages or voice). */
export interface CellSizes {
  /** Cells in which anybody counted. */
  readonly cells: number;
  /** Those with fewer than five people, those of a single one included. */
  readonly cellsUnderFive: number;
  readonly cellsOfOne: number;
  readonly members: number;
  /** Members who are alone in at least one cell: whoever watched that channel then knows which token is theirs. */
  readonly membersAlone: number;
}

/**
 * Counts the people in each cell of an export of the range, which lies within one month. `onProgress` is told now and
 * then what share is done, 0 to 1.
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

/** `onRead` is told up to which hour the pieces were read. */
async function sizesIn(pieces: AsyncIterable<CounterChunk>, onRead: (hour: Hour) => void): Promise<CellSizes> {
  const sizes = { cells: 0, cellsUnderFive: 0, cellsOfOne: 0 };
  const seen = new MemberSet();
  const alone = new MemberSet();
  const list = new CounterList();
  for await (const { hours, blobs } of pieces) {
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

/** Whom an export has a row for: less than one unit, a second of voice, is left out. Valid until the next call. */
function shownMembers({ members, amounts, length }: CounterList, unit: number): Uint32Array {
  let kept = 0;
  for (let index = 0; index < length; index += 1) {
    if ((amounts[index] as number) < unit) continue;
    members[kept] = members[index] as number;
    kept += 1;
  }
  return members.subarray(0, kept);
}

/** Which member numbers there were: a byte each, and never more than 16 MiB. */
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
