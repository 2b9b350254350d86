import { ColumnCursor } from '../../columns/blob/column-cursor.ts';
import { CounterList } from '../../columns/blob/counter-list.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import type { MemberNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange } from '../../core/time.ts';
import type { CounterChunk, StoreReader } from '../../store/store-reader.ts';
import type { Query, Result } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import { readAround } from '../readable-counters.ts';
import type { QuestionDeps } from './question-deps.ts';

/** What an export shows about one member, in the numbers of its rows, its messages and its seconds of voice. */
export const memberMeasures = ['rows', 'messages', 'voiceSeconds'] as const;
export type MemberMeasure = (typeof memberMeasures)[number];

export interface MemberRowsQuery extends Query<'memberRows'> {
  /** The number of the asker themselves. */
  readonly member: MemberNumber;
  /** Within one month, because the number belongs to another member in the next. */
  readonly range: HourRange;
}

/** A member's own counters. */
export async function memberRowsOf(query: MemberRowsQuery, deps: QuestionDeps): Promise<Result<MemberMeasure>> {
  const { guildId, member, range } = query;
  const values = { ...(await memberRows(deps.store, guildId, member, range)) };
  return {
    query,
    measures: memberMeasures,
    rows: [{ key: { kind: 'total' }, values }],
    facts: await rangeFacts(deps.store, deps.clock, guildId, range),
    before: null,
  };
}

/** What an export shows about one member. */
export interface MemberRows {
  readonly rows: number;
  readonly messages: number;
  readonly voiceSeconds: number;
}

/** The number of counters scanned before the event loop gets a turn. Takes a few milliseconds. */
const countersPerTurn = 200_000;

/**
 * Counts the rows that an export of the range would have for one member. The range must lie within one month, because
 * the number belongs to another member in the next.
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

async function rowsIn(chunks: AsyncIterable<CounterChunk>, member: MemberNumber): Promise<MemberRows> {
  let found: MemberRows = { rows: 0, messages: 0, voiceSeconds: 0 };
  const list = new CounterList();
  const slice = new Slice(countersPerTurn);
  for await (const { blobs } of chunks) {
    const amounts = { msg: new Map<string, number>(), voice: new Map<string, number>() };
    for (const blob of blobs) {
      const cursor = new ColumnCursor(blob);
      while (cursor.next()) {
        if (cursor.metric !== 'msg' && cursor.metric !== 'voice') continue;
        list.clear();
        cursor.decode(list);
        const amount = amountOf(member, list);
        if (amount > 0) add(amounts[cursor.metric], `${cursor.hour} ${cursor.channel}`, amount);
        if (slice.fills(list.length)) await nextTurn();
      }
    }
    found = withRows(found, amounts);
  }
  return found;
}

/** The members of a run are ascending. */
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
  if (!Number.isSafeInteger(sum)) throw new CorruptColumns('a sum is too large');
  amounts.set(row, sum);
}

/**
 * Voice is rounded down to seconds once per row. Several blobs of a chunk may hold parts of a row. Less than a second
 * is no row.
 */
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
