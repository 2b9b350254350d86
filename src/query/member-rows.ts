import { setImmediate as nextTurn } from 'node:timers/promises';
import { ColumnCursor } from '../columns/column-cursor.ts';
import { CounterList } from '../columns/counter-list.ts';
import type { MemberNumber } from '../core/counter.ts';
import { CorruptColumns } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { HourRange } from '../core/time.ts';
import type { CounterChunk, StoreReader } from '../store/store-reader.ts';
import { readAround } from './readable-counters.ts';

/** What an export shows of one member. */
export interface MemberRows {
  readonly rows: number;
  readonly messages: number;
  readonly voiceSeconds: number;
}

/** How many counters are looked through before others have their turn: a few milliseconds of work. */
const countersPerTurn = 200_000;

/**
 * Counts one member's rows as an export of the range would print them, without printing them. The range lies within one
 * month: a member number means somebody else in the next.
 */
export async function memberRows(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  member: MemberNumber,
  range: HourRange,
): Promise<MemberRows> {
  const { found } = await readAround(store, (source) => rowsIn(source.readCounters(guildId, range), member));
  return found;
}

async function rowsIn(pieces: AsyncIterable<CounterChunk>, member: MemberNumber): Promise<MemberRows> {
  let found: MemberRows = { rows: 0, messages: 0, voiceSeconds: 0 };
  const list = new CounterList();
  let lookedThrough = 0;
  for await (const { blobs } of pieces) {
    const amounts = { msg: new Map<string, number>(), voice: new Map<string, number>() };
    for (const blob of blobs) {
      const cursor = new ColumnCursor(blob);
      while (cursor.next()) {
        if (cursor.metric !== 'msg' && cursor.metric !== 'voice') continue;
        list.clear();
        cursor.decode(list);
        const amount = amountOf(member, list);
        if (amount > 0) add(amounts[cursor.metric], `${cursor.hour} ${cursor.channel}`, amount);
        lookedThrough += list.length;
        if (lookedThrough < countersPerTurn) continue;
        lookedThrough = 0;
        await nextTurn();
      }
    }
    found = withRows(found, amounts);
  }
  return found;
}

/** The members of a run ascend. */
function amountOf(member: MemberNumber, { members, amounts, length }: CounterList): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((members[middle] as number) < member) low = middle + 1;
    else high = middle;
  }
  return low < length && members[low] === member ? (amounts[low] as number) : 0;
}

function add(amounts: Map<string, number>, row: string, amount: number): void {
  const sum = (amounts.get(row) ?? 0) + amount;
  if (!Number.isSafeInteger(sum)) throw new CorruptColumns('a sum is too great');
  amounts.set(row, sum);
}

/** Voice is rounded down to seconds once for each row, of which the blobs of a piece may hold parts; less is no row. */
function withRows(
  found: MemberRows,
  { msg, voice }: { readonly msg: ReadonlyMap<string, number>; readonly voice: ReadonlyMap<string, number> },
): MemberRows {
  const seconds = [...voice.values()]
    .map((milliseconds) => Math.floor(milliseconds / 1000))
    .filter((count) => count > 0);
  return {
    rows: found.rows + msg.size + seconds.length,
    messages: [...msg.values()].reduce((sum, amount) => sum + amount, found.messages),
    voiceSeconds: seconds.reduce((sum, amount) => sum + amount, found.voiceSeconds),
  };
}
