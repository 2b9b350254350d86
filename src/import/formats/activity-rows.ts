import { hourMs } from '../../core/time.ts';
import { csvCells } from './csv-cells.ts';
import { LineRows } from './line-rows.ts';
import type { ChannelReference, Row } from './row.ts';

const columns = ['ts', 'user', 'channel'] as const;

/** Seconds of about the year 5138: a greater number is of milliseconds. */
const latestSecond = 1e11;

/** Where the columns of an activity CSV stand, from its header; null if it is none. */
export function activityColumns(header: string): readonly number[] | null {
  const cells = csvCells(header)?.map((cell) => cell.trim().toLowerCase()) ?? [];
  const places = columns.map((column) => cells.indexOf(column));
  return cells.length === columns.length && !places.includes(-1) ? places : null;
}

/** One message a line: its time in Unix seconds, its author by any name, and its channel. Columns stand in any order. */
export class ActivityRows extends LineRows {
  readonly #channels = new Map<string, ChannelReference>();
  #columns: readonly number[] | null = null;

  protected rowOf(line: string, number: number): Row | null {
    if (this.#columns === null) {
      this.#columns = activityColumns(line) ?? [0, 1, 2];
      return null;
    }
    const cells = csvCells(line);
    if (cells === null || cells.length !== columns.length) return this.fault('expected three cells: ts, user, channel');
    const [ts, user, channel] = this.#columns.map((place) => cells[place] ?? '') as [string, string, string];
    if (!/^\d{1,11}(\.\d{1,9})?$/.test(ts) || Number(ts) > latestSecond) {
      return this.fault('ts: expected a time in Unix seconds');
    }
    if (user === '') return this.fault('user: expected a number or a name of the author');
    const name = channel.startsWith('#') ? channel.slice(1) : channel;
    if (name === '') return this.fault('channel: expected its name');
    const hour = Math.floor((Number(ts) * 1000) / hourMs);
    return {
      place: number,
      hour,
      metric: 'msg',
      channel: this.#channel(name),
      member: user,
      amount: 1,
      message: null,
    };
  }

  #channel(name: string): ChannelReference {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = { id: null, name, kind: 'text', isOfAnyKind: false, threadId: null } as const;
    this.#channels.set(name, channel);
    return channel;
  }
}
