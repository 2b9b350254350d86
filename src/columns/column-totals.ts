import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';

/** What a guild's counters add up to, over all hours, channels and members. */
export interface ColumnTotals {
  readonly messages: number;
  readonly voiceMs: number;
  readonly joins: number;
  readonly parts: number;
}

/** The sums of a column blob. Headcounts are not added up. Throws `CorruptColumns`. */
export function columnTotals(blob: Uint8Array): ColumnTotals {
  const sums = { join: 0, msg: 0, part: 0, total_users: 0, voice: 0 };
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    list.clear();
    cursor.decode(list);
    for (let index = 0; index < list.length; index += 1) sums[cursor.metric] += list.amounts[index] as number;
  }
  return { messages: sums.msg, voiceMs: sums.voice, joins: sums.join, parts: sums.part };
}
