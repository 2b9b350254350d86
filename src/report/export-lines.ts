import { setImmediate as nextTurn } from 'node:timers/promises';
import { ColumnCursor } from '../core/column-cursor.ts';
import { mergeColumns } from '../core/columns.ts';
import { type ChannelNumber, type CounterEvent, none } from '../core/counter.ts';
import { CounterList } from '../core/counter-list.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Hour, type HourRange, isoHour, type Month, monthOfHour } from '../core/time.ts';
import type { Store, Tokens } from '../store/store.ts';
import { channelLabels } from './channel-labels.ts';
import { csvCell, csvLines, lineEnd } from './csv.ts';

export const exportHeader = csvLines([['Period', 'Event', 'User hash', 'Channel', 'Count']]);

/** Some lines of an export, all of one hour. */
export interface ExportLines {
  readonly hour: Hour;
  readonly text: string;
}

/** How many lines are put together before others have their turn: a few milliseconds of work. */
const linesPerTurn = 2048;

/**
 * The counters of a range as lines of CSV, sorted by the UTF-8 bytes of their cells from the left. Millions of them are
 * put together from few different cells, each of which csv-stringify has made once: a call for each line took ten times
 * as long. Memory holds one piece at a time.
 */
export async function* exportLines(
  store: Pick<Store, 'pieces' | 'tokens' | 'channels'>,
  guildId: Snowflake,
  range: HourRange,
): AsyncGenerator<ExportLines> {
  const cells = sortedCells(channelLabels(await store.channels(guildId)));
  let month: Month | undefined;
  let tokens: Tokens | undefined;
  for await (const piece of store.pieces(guildId, range)) {
    if (piece.blobs.length === 0) continue;
    const blob = mergeColumns(piece.blobs);
    for (const group of groupsOf(blob, range, cells)) {
      // Asked for after the pieces: members that came later than the counters do no harm, missing ones would.
      if (tokens === undefined || monthOfHour(group.hour) !== month) {
        month = monthOfHour(group.hour);
        tokens = await store.tokens(guildId, month);
      }
      for (const text of textsOf(group, tokens)) {
        yield { hour: group.hour, text };
        await nextTurn();
      }
    }
    await nextTurn();
  }
}

/** A channel's cell, and its place among all when they are sorted by their bytes. */
interface Cell {
  readonly text: string;
  readonly rank: number;
}

type Cells = ReadonlyMap<ChannelNumber, Cell>;

function sortedCells(labels: ReadonlyMap<ChannelNumber, string>): Cells {
  const sorted = Array.from(labels, ([number, label]) => ({ number, label, bytes: Buffer.from(label) }));
  sorted.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  return new Map(sorted.map(({ number, label }, rank) => [number, { text: csvCell(label), rank }]));
}

/** The counters of one hour and event, by channel in the order of the cells. */
interface Group {
  readonly hour: Hour;
  readonly event: CounterEvent;
  readonly cursor: ColumnCursor;
  readonly runs: Run[];
}

interface Run {
  readonly cell: Cell;
  readonly body: number;
  readonly count: number;
}

function groupsOf(blob: Uint8Array, range: HourRange, cells: Cells): Group[] {
  const groups: Group[] = [];
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    const { hour, event, channel, body, count } = cursor;
    if (hour < range.from || hour >= range.to) {
      cursor.skipGroup();
      continue;
    }
    let group = groups.at(-1);
    if (group?.hour !== hour || group.event !== event) {
      group = { hour, event, cursor, runs: [] };
      groups.push(group);
    }
    group.runs.push({ cell: cellOf(channel, cells), body, count });
  }
  for (const group of groups) group.runs.sort((a, b) => a.cell.rank - b.cell.rank);
  return groups;
}

function cellOf(channel: ChannelNumber, cells: Cells): Cell {
  if (channel === none) return noChannel;
  const cell = cells.get(channel);
  if (cell === undefined) throw new Error(`channel number ${channel} has counters, but the guild has no such channel`);
  return cell;
}

const noChannel: Cell = { text: '', rank: -1 };

/** The lines of a group, some at a time. */
function* textsOf({ hour, event, cursor, runs }: Group, tokens: Tokens): Generator<string> {
  const prefix = `${isoHour(hour)},${event},`;
  const list = new CounterList();
  const cells: string[] = [];
  for (const { cell, body, count } of runs) {
    cursor.decodeAt(event, body, count, list);
    for (let index = 0; index < count; index += 1) cells.push(cell.text);
  }
  if (event !== 'msg' && event !== 'voice') {
    yield `${prefix},,${list.amounts[0]}${lineEnd}`;
    return;
  }

  const unit = event === 'voice' ? 1000 : 1;
  let text = '';
  let lines = 0;
  for (const key of keysByToken(list, tokens)) {
    const token = Math.floor(key / placesPerToken);
    const index = key - token * placesPerToken;
    const count = Math.floor((list.amounts[index] as number) / unit);
    if (count === 0) continue; // Less than a second of voice.
    text += `${prefix}${token.toString(16)},${cells[index]},${count}${lineEnd}`;
    lines += 1;
    if (lines % linesPerTurn !== 0) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

/** 32 bits of token and 21 of place are a whole number that a double holds. */
const placesPerToken = 2 ** 21;

/**
 * The places of the list in the order of the printed lines, each behind its token. All tokens have eight digits, so they
 * sort as numbers as they do as text; the lines of one token lie in the order of the channels' cells already.
 */
function keysByToken({ members, length }: CounterList, tokens: Tokens): Float64Array {
  if (length > placesPerToken) throw new Error(`an hour with ${length} counters of one event cannot be sorted`);
  const keys = new Float64Array(length);
  for (let index = 0; index < length; index += 1) {
    keys[index] = tokens.of(members[index] as number) * placesPerToken + index;
  }
  return keys.sort();
}
