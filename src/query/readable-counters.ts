import { isReadable, mergeColumns } from '../columns/columns.ts';
import { CorruptColumns } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { dayOfHour, type HourRange } from '../core/time.ts';
import type { CounterChunk, StoredDay, StoreReader } from '../store/store-reader.ts';

type CounterSource = Pick<StoreReader, 'readCounters'>;

/**
 * A store's counters without unreadable blobs: only their hours are lost. Every blob is validated first, which takes
 * about as long as summing it. What was derived from counters is left out, because it may be what cannot be read.
 */
export class ReadableCounters implements Pick<StoreReader, 'readCounters' | 'readParts' | 'readDays' | 'monthRows'> {
  readonly #source: CounterSource;
  readonly #unreadable: HourRange[] = [];

  constructor(source: CounterSource) {
    this.#source = source;
  }

  /** The hours left out so far, in the order of reading. */
  get unreadable(): readonly HourRange[] {
    return this.#unreadable;
  }

  async *readCounters(guildId: Snowflake, range: HourRange): AsyncGenerator<CounterChunk> {
    for await (const { hours, blobs, hoursOfBlobs } of this.#source.readCounters(guildId, range)) {
      const areReadable = blobs.map(isReadable);
      const readable = blobs.filter((_, index) => areReadable[index]);
      if (areAddable(readable)) {
        this.#unreadable.push(...hoursOfBlobs.filter((_, index) => !areReadable[index]));
        yield { hours, blobs: readable, hoursOfBlobs: hoursOfBlobs.filter((_, index) => areReadable[index]) };
      } else {
        this.#unreadable.push(hours);
      }
    }
  }

  readParts(guildId: Snowflake, range: HourRange): AsyncGenerator<CounterChunk> {
    return this.readCounters(guildId, range);
  }

  async *readDays(guildId: Snowflake, range: HourRange): AsyncGenerator<StoredDay> {
    for await (const chunk of this.readCounters(guildId, range)) {
      yield { day: dayOfHour(chunk.hours.from), derived: null, chunks: [chunk] };
    }
  }

  async monthRows(): Promise<null> {
    return null;
  }
}

/** The result of reading counters, and the hours that were unreadable. */
export interface FoundAround<Found> {
  readonly found: Found;
  readonly unreadable: readonly HourRange[];
}

/**
 * Runs `work` on unvalidated counters and, if some are unreadable, again on the readable ones. Corruption is rare, and
 * validating first would double the work.
 */
export async function readAround<Found, Source extends CounterSource>(
  source: Source,
  work: (source: Source | ReadableCounters) => Promise<Found>,
): Promise<FoundAround<Found>> {
  try {
    return { found: await work(source), unreadable: [] };
  } catch (error) {
    if (!(error instanceof CorruptColumns)) throw error;
  }
  const readable = new ReadableCounters(source);
  return { found: await work(readable), unreadable: readable.unreadable };
}

/** False if their sums overflow: one blob must be wrong, but it is unknown which. */
function areAddable(blobs: readonly Uint8Array[]): boolean {
  if (blobs.length < 2) return true;
  try {
    mergeColumns(blobs);
    return true;
  } catch (error) {
    if (error instanceof CorruptColumns) return false;
    throw error;
  }
}
