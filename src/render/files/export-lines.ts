import { CounterList } from '../../columns/blob/counter-list.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import { type Channel, type ChannelView, hiddenNumbers } from '../../core/channel.ts';
import { type ChannelNumber, none } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { ExportGrain } from '../../core/report.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, type HourRange, isoHour, type Month, monthOfHour } from '../../core/time.ts';
import type { Tokens } from '../../store/records.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { channelLabels, hiddenLabel } from '../channel-labels.ts';
import { csvCell, csvLines, lineEnd } from './csv.ts';
import { type ExportGroup, type ExportRun, exportGroups } from './export-groups.ts';
import { LineBuffer } from './line-buffer.ts';
import { RunSums } from './run-sums.ts';
import { TokenOrder } from './token-order.ts';

export const exportHeader = csvLines([['Period', 'Event', 'User hash', 'Channel', 'Count']]);

/** Lines of an export, all of one hour, or of one day if the grain is a day. */
export interface ExportLines {
  readonly hour: Hour;
  /** UTF-8. */
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** The number of lines built before the event loop gets a turn: a few milliseconds of work. */
const linesPerTurn = 4096;

/** The number of counters summed per turn: a few milliseconds of work. */
const countersPerTurn = 2 ** 16;

/**
 * The counters of a range as lines of CSV, sorted by the UTF-8 bytes of their cells, left to right. Few distinct cells
 * make up millions of lines, so csv-stringify formats each cell once: one call per line took thirty times as long.
 * Memory holds one hour or one day at a time. The channels that are not in `view` are summed by member, as one channel.
 */
export async function* exportLines(
  store: Pick<StoreReader, 'readCounters' | 'tokens' | 'channels'>,
  guildId: Snowflake,
  range: HourRange,
  grain: ExportGrain,
  view: ChannelView,
): AsyncGenerator<ExportLines> {
  const cells = cellsIn(view, await store.channels(guildId));
  const page: Page = { buffer: new LineBuffer(), order: new TokenOrder() };
  let month: OpenedMonth | undefined;
  for await (const group of exportGroups(store.readCounters(guildId, range), range, grain)) {
    // Read after the chunks: extra members who arrived since do no harm, but missing ones would.
    if (month?.month !== monthOfHour(group.period)) month = await openMonth(store, guildId, monthOfHour(group.period));
    for (const lines of linesOf(group, cells, month, page)) {
      if (lines.rows > 0) yield { hour: group.period, ...lines };
      await nextTurn();
    }
  }
}

/** The tokens of one month's members and the memory for summing their counters. */
interface OpenedMonth {
  readonly month: Month;
  readonly tokens: Tokens;
  readonly sums: RunSums;
}

async function openMonth(store: Pick<StoreReader, 'tokens'>, guildId: Snowflake, month: Month): Promise<OpenedMonth> {
  const tokens = await store.tokens(guildId, month);
  return { month, tokens, sums: new RunSums(tokens.numbersEnd) };
}

/** The cell of a channel, or of all hidden ones, and its position when all are sorted by their bytes. */
interface Cell {
  readonly bytes: Uint8Array;
  readonly rank: number;
}

interface Cells {
  readonly byChannel: ReadonlyMap<ChannelNumber, Cell>;
  /** The cell of every hidden channel. */
  readonly hidden: Cell;
}

function cellsIn(view: ChannelView, channels: readonly Channel[]): Cells {
  const labels = channelLabels(channels.filter(view));
  const sorted = [hiddenLabel, ...labels.values()].map((label) => ({ label, bytes: Buffer.from(label) }));
  sorted.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
  const cells = new Map(sorted.map(({ label }, rank) => [label, { bytes: Buffer.from(csvCell(label)), rank }]));
  const hidden = cells.get(hiddenLabel) as Cell;
  const shown = Array.from(labels, ([number, label]) => [number, cells.get(label) as Cell] as const);
  const others = Array.from(hiddenNumbers(channels, view), (number) => [number, hidden] as const);
  return { byChannel: new Map([...shown, ...others]), hidden };
}

/** The memory in which lines are sorted and built. */
interface Page {
  readonly buffer: LineBuffer;
  readonly order: TokenOrder;
}

/** The lines of a group in batches. A batch may be empty, only to give the event loop a turn. */
function* linesOf(
  { period, metric, channels }: ExportGroup,
  cells: Cells,
  month: OpenedMonth,
  { buffer, order }: Page,
): Generator<Omit<ExportLines, 'hour'>> {
  const prefix = `${isoHour(period)},${metric},`;
  if (metric !== 'msg' && metric !== 'voice') {
    yield { bytes: Buffer.from(`${prefix},,${guildNumber(metric, channels.get(none) ?? [])}${lineEnd}`), rows: 1 };
    return;
  }

  const rows = new CounterList();
  const rowCells: Uint8Array[] = [];
  for (const { cell, runs } of runsInOrder(channels, cells)) {
    if (runs.length === 1) for (const run of runs) decode(metric, run, rows);
    else yield* addUp(metric, runs, month.sums, rows);
    while (rowCells.length < rows.length) rowCells.push(cell.bytes);
  }

  for (const _ of sortByToken(rows, month.tokens, order)) yield nothing;
  buffer.begin(prefix);
  let added = 0;
  const { tokens, places, length } = order;
  for (let line = 0; line < length; line += 1) {
    const index = places[line] as number;
    const count = rows.amounts[index] as number;
    if (count === 0) continue; // Less than a second of voice.
    buffer.add(tokens[line] as number, rowCells[index] as Uint8Array, count);
    added += 1;
    if (added < linesPerTurn) continue;
    yield { bytes: buffer.take(), rows: added };
    added = 0;
  }
  yield { bytes: buffer.take(), rows: added };
}

/** The runs by cell, in the order of the cells. */
function runsInOrder(channels: ExportGroup['channels'], cells: Cells) {
  const inOrder = Array.from(channels, ([channel, runs]) => ({ cell: cellOf(channel, cells), runs }));
  const hidden = inOrder.filter(({ cell }) => cell === cells.hidden);
  if (hidden.length < 2) return inOrder.sort(byRank);
  const together = { cell: cells.hidden, runs: hidden.flatMap(({ runs }) => runs) };
  return [...inOrder.filter(({ cell }) => cell !== cells.hidden), together].sort(byRank);
}

function byRank(a: { readonly cell: Cell }, b: { readonly cell: Cell }): number {
  return a.cell.rank - b.cell.rank;
}

/** Sums joins and parts; of the headcounts, the last counts. */
function guildNumber(metric: CounterMetric, runs: readonly ExportRun[]): number {
  const list = new CounterList();
  for (const run of runs) decode(metric, run, list);
  list.settle(metric);
  return list.amounts[0] as number;
}

function cellOf(channel: ChannelNumber, cells: Cells): Cell {
  const cell = cells.byChannel.get(channel);
  if (cell === undefined) throw new Error(`channel number ${channel} has counters, but the guild has no such channel`);
  return cell;
}

/** Appends the members' counters of a channel in several hours. */
function* addUp(
  metric: CounterMetric,
  runs: readonly ExportRun[],
  sums: RunSums,
  rows: CounterList,
): Generator<typeof nothing, void> {
  const list = new CounterList();
  for (const run of runs) {
    decode(metric, run, list);
    if (list.length < countersPerTurn) continue;
    sums.add(list);
    list.clear();
    yield nothing;
  }
  sums.add(list);
  sums.moveTo(rows);
  yield nothing;
}

/** Voice is rounded down hour by hour, as in reports. */
function decode(metric: CounterMetric, { cursor, body, count }: ExportRun, list: CounterList): void {
  const start = list.length;
  cursor.decodeAt(metric, body, count, list);
  if (metric !== 'voice') return;
  const { amounts, length } = list;
  for (let index = start; index < length; index += 1) amounts[index] = Math.floor((amounts[index] as number) / 1000);
}

/**
 * Sorts the places of a list's counters into the order of the printed lines. All tokens have eight digits, so they sort the
 * same as numbers and as text; the lines of one token are already in the order of the channels' cells.
 */
function* sortByToken({ members, length }: CounterList, tokens: Tokens, order: TokenOrder): Generator<undefined, void> {
  order.begin(length);
  for (let index = 0; index < length; index += 1) {
    const member = members[index] as number;
    if (tokens.has(member)) order.add(tokens.of(member), index); // Else erased since the chunks were read.
  }
  yield;
  yield* order.sort();
}

const nothing = { bytes: new Uint8Array(0), rows: 0 } as const;
