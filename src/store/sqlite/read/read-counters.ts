import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { HourRange } from '../../../core/time.ts';
import type { CounterChunk } from '../../store-reader.ts';
import type { GuildMonthKey } from '../month-places.ts';
import { columnsOfPart, deltasOf, monthsWithin, overlap, partsOf, type StoredBlob } from './stored-columns.ts';

/** See `StoreReader.readCounters`. `snapshot` must be one consistent snapshot. */
export function* countersWithin(snapshot: Connection, guildId: Snowflake, range: HourRange): Generator<CounterChunk> {
  for (const { month, hours } of monthsWithin(snapshot, guildId, range)) {
    yield* countersOfMonth(snapshot, month, hours);
  }
}

/** The same for a range within a month. A chunk is all parts of the same hours, with the deltas of these hours. */
export function* countersOfMonth(
  snapshot: Connection,
  month: GuildMonthKey,
  range: HourRange,
): Generator<CounterChunk> {
  let chunk:
    | { readonly hours: HourRange; readonly blobs: Uint8Array[]; readonly hoursOfBlobs: HourRange[] }
    | undefined;
  for (const { hours, columns } of inOrder(storedParts(snapshot, month, range), deltasOf(snapshot, month, range))) {
    if (chunk !== undefined && hours.from < chunk.hours.to) {
      chunk.blobs.push(columns);
      chunk.hoursOfBlobs.push(hours);
      continue;
    }
    if (chunk !== undefined) yield chunk;
    chunk = { hours, blobs: [columns], hoursOfBlobs: [hours] };
  }
  if (chunk !== undefined) yield chunk;
}

/** Merges both streams, ascending by first hour. For equal hours the parts come first, because they are older. */
function* inOrder(parts: Generator<StoredBlob>, deltas: Generator<StoredBlob>): Generator<StoredBlob> {
  try {
    let part = parts.next();
    let delta = deltas.next();
    for (;;) {
      if (!part.done && (delta.done || part.value.hours.from <= delta.value.hours.from)) {
        yield part.value;
        part = parts.next();
      } else if (!delta.done) {
        yield delta.value;
        delta = deltas.next();
      } else return;
    }
  } finally {
    // An unfinished statement would prevent the snapshot from being closed.
    parts.return(undefined);
    deltas.return(undefined);
  }
}

/** The parts of a range, cut at its ends. */
function* storedParts(snapshot: Connection, month: GuildMonthKey, range: HourRange): Generator<StoredBlob> {
  for (const part of partsOf(snapshot, month, range)) {
    yield { hours: overlap(part.hours, range), columns: columnsOfPart(snapshot, part, range) };
  }
}
