import type { Database as Connection } from 'better-sqlite3';
import { isReadable } from '../../../columns/columns.ts';
import { moveChannels } from '../../../columns/move-channels.ts';
import { nextTurn } from '../../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { type Day, dayOfHour, hoursOfMonth } from '../../../core/time.ts';
import { type GuildMonthKey, partIdsBeside } from '../month-places.ts';
import { closedInSlices } from '../write/day-closing.ts';
import { forgetDerived } from '../write/derived-days.ts';
import { type PartRow, partsWithin, putDerived, replaceDay } from '../write/stored-parts.ts';
import { blobsOfMonth, replaceBlob } from './month-blobs.ts';

type Moves = ReadonlyMap<ChannelNumber, ChannelNumber>;

/**
 * Moves the counters of a month to other channels. Days whose counters changed are closed again, at once or by the next
 * compaction. Must run inside the caller's transaction.
 */
export async function moveCounters(connection: Connection, month: GuildMonthKey, moves: Moves): Promise<void> {
  if (moves.size === 0) return;
  const divided = await moveInDividedDays(connection, month, moves);
  for await (const blob of blobsOfMonth(connection, month)) {
    const day = dayOfHour(blob.hours.from);
    if (blob.table === 'part' && divided.has(day)) continue;
    const moved = movedIfReadable(blob.columns, moves);
    if (moved === blob.columns) continue;
    replaceBlob(connection, blob, moved);
    forgetDerived(connection, month, day);
  }
}

/** The new channel may be in another part, so the day is divided again. Returns the days divided by channel. */
async function moveInDividedDays(
  connection: Connection,
  month: GuildMonthKey,
  moves: Moves,
): Promise<ReadonlySet<Day>> {
  const divided = new Set<Day>();
  const { from, to } = hoursOfMonth(month.month);
  for (let hour = from; hour < to; hour += 24) {
    const rows = partsWithin(connection, month, hour, hour + 24);
    if (rows.every(({ id }) => id === partIdsBeside(id).first)) continue;
    divided.add(hour / 24);
    await moveInDay(connection, month, hour / 24, rows, moves);
    await nextTurn();
  }
  return divided;
}

async function moveInDay(
  connection: Connection,
  month: GuildMonthKey,
  day: Day,
  rows: readonly PartRow[],
  moves: Moves,
): Promise<void> {
  const columns = rows.map((row) => row.columns);
  const moved = columns.map((blob) => movedIfReadable(blob, moves));
  if (moved.every((blob, index) => blob === columns[index])) return;
  const readable = moved.filter(isReadable);
  const unreadable = moved.filter((blob) => !readable.includes(blob));
  const bytes = columns.reduce((sum, { length }) => sum + length, 0);
  const closed = await closedInSlices(day, readable, bytes).catch(nullIfCorrupt);
  if (closed === null) return;
  replaceDay(connection, month, day, closed.parts, unreadable);
  if (unreadable.length > 0) forgetDerived(connection, month, day);
  else putDerived(connection, month, closed);
}

/** No sum that Census counted is out of range. */
function nullIfCorrupt(error: unknown): null {
  if (error instanceof CorruptColumns) return null;
  throw error;
}

/** An unreadable blob reveals no channel, and must not prevent the sealing of a month. */
function movedIfReadable(columns: Uint8Array, moves: Moves): Uint8Array {
  try {
    return moveChannels(columns, moves);
  } catch (error) {
    if (error instanceof CorruptColumns) return columns;
    throw error;
  }
}
