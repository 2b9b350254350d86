import type { ChannelNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import { type Hour, hoursOfMonth, type Month } from '../../core/time.ts';
import { ByteReader } from '../blob/byte-reader.ts';
import { ByteWriter } from '../blob/byte-writer.ts';
import { channelLimit } from '../blob/column-layout.ts';
import { type Moments, noMoments } from '../moments.ts';

/** One row of a report of a whole month. */
export interface MonthRow {
  readonly messages: Moments;
  /** In seconds. */
  readonly voice: Moments;
  readonly joins: number;
  readonly parts: number;
  /** The last headcount, and its hour; 0 and −1 if there is none. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** The row of one channel. */
export type ChannelRow = Pick<MonthRow, 'messages' | 'voice'> & {
  /** Who wrote, or was in voice for a second. */
  readonly people: number;
};

/** The rows of all reports of a whole sealed month. Derived from its counters; they identify no member. */
export interface MonthRows {
  readonly month: Month;
  readonly full: MonthRow;
  /** Who wrote anywhere, or was in voice for a second. */
  readonly people: number;
  /** From Monday to Sunday. */
  readonly weekdays: readonly MonthRow[];
  /** From 0 to 23 o'clock. */
  readonly hours: readonly MonthRow[];
  /** The channels with messages or a second of voice. */
  readonly channels: ReadonlyMap<ChannelNumber, ChannelRow>;
}

/** A row of nothing. */
export const emptyMonthRow: MonthRow = {
  messages: noMoments,
  voice: noMoments,
  joins: 0,
  parts: 0,
  headcount: 0,
  headcountHour: -1,
};

const version = 1;

/**
 * The storage format of month rows: the version, then varints of any size. First come the people, the rows in all, of 7
 * weekdays and of 24 hours, then the number of channels and, for each, ascending, the gap to the previous number, messages, voice and
 * people. A row is messages, voice, joins, parts and, in hours from the beginning of the month, the hour after that of the
 * headcount, or 0 without one; then the headcount. Moments are users and, if there are any, total and squares.
 */
export function encodeMonthRows({ month, full, people, weekdays, hours, channels }: MonthRows): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(version);
  writer.varint(people);
  for (const row of [full, ...weekdays, ...hours]) writeRow(writer, row, hoursOfMonth(month).from);
  writer.varint(channels.size);
  let previous = 0;
  for (const [channel, { messages, voice, people }] of [...channels].sort(([one], [other]) => one - other)) {
    writer.varint(channel - previous);
    previous = channel;
    writeMoments(writer, messages);
    writeMoments(writer, voice);
    writer.varint(people);
  }
  return writer.written().slice();
}

/**
 * The rows of a month from the bytes of {@link encodeMonthRows}.
 *
 * @throws {CorruptColumns} when they cannot be read.
 */
export function decodeMonthRows(month: Month, bytes: Uint8Array): MonthRows {
  const reader = new ByteReader(bytes);
  const found = reader.byte();
  if (found !== version) throw new CorruptColumns(`unknown version ${found} of month rows`);
  const { from, to } = hoursOfMonth(month);
  const nextRow = () => readRow(reader, from, to);
  const people = reader.varint();
  const full = nextRow();
  const weekdays = Array.from({ length: 7 }, nextRow);
  const hours = Array.from({ length: 24 }, nextRow);
  const channels = new Map<ChannelNumber, ChannelRow>();
  let channel = 0;
  for (let left = reader.varint(); left > 0; left -= 1) {
    const gap = reader.varint();
    channel += gap;
    if (gap === 0 || channel >= channelLimit) throw new CorruptColumns('channels do not ascend');
    channels.set(channel, { messages: readMoments(reader), voice: readMoments(reader), people: reader.varint() });
  }
  if (reader.position !== reader.end) throw new CorruptColumns('something follows the month rows');
  return { month, full, people, weekdays, hours, channels };
}

function writeRow(writer: ByteWriter, row: MonthRow, start: Hour): void {
  writeMoments(writer, row.messages);
  writeMoments(writer, row.voice);
  writer.greatVarint(BigInt(row.joins));
  writer.greatVarint(BigInt(row.parts));
  writer.varint(row.headcountHour < 0 ? 0 : row.headcountHour - start + 1);
  if (row.headcountHour >= 0) writer.varint(row.headcount);
}

function readRow(reader: ByteReader, start: Hour, end: Hour): MonthRow {
  const [messages, voice] = [readMoments(reader), readMoments(reader)];
  const [joins, parts] = [Number(reader.greatVarint()), Number(reader.greatVarint())];
  const place = reader.varint();
  if (start + place > end) throw new CorruptColumns('an hour is out of range');
  const headcount = place === 0 ? 0 : reader.varint();
  return { messages, voice, joins, parts, headcount, headcountHour: place === 0 ? -1 : start + place - 1 };
}

function writeMoments(writer: ByteWriter, { users, total, squares }: Moments): void {
  writer.varint(users);
  if (users === 0) return;
  writer.greatVarint(BigInt(total));
  writer.greatVarint(squares);
}

function readMoments(reader: ByteReader): Moments {
  const users = reader.varint();
  if (users === 0) return noMoments;
  return { users, total: Number(reader.greatVarint()), squares: reader.greatVarint() };
}
