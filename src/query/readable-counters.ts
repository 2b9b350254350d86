import { isReadable, mergeColumns } from '../columns/columns.ts';
import { CorruptColumns } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { HourRange } from '../core/time.ts';
import type { CounterChunk, StoreReader } from '../store/store-reader.ts';

type CounterSource = Pick<StoreReader, 'readCounters'>;

/**
 * The counters of a store, without the blobs that cannot be read: these cost their hours and nothing else. Every blob is
 * looked through before it is passed on, which takes about as long as adding it up.
 */
export class ReadableCounters implements CounterSource {
  readonly #source: CounterSource;
  readonly #unreadable: HourRange[] = [];

  constructor(source: CounterSource) {
    this.#source = source;
  }

  /** The hours of which something was left out so far, in the order of reading. */
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
}

/** What was found in counters, and the hours of which something could not be read. */
export interface FoundAround<Found> {
  readonly found: Found;
  readonly unreadable: readonly HourRange[];
}

/**
 * Has `work` read counters as they are. Where some of them cannot be read it begins again, with those that can: nearly
 * always all can, and looking through them first would double the work.
 */
export async function readAround<Found>(
  source: CounterSource,
  work: (source: CounterSource) => Promise<Found>,
): Promise<FoundAround<Found>> {
  try {
    return { found: await work(source), unreadable: [] };
  } catch (error) {
    if (!(error instanceof CorruptColumns)) throw error;
  }
  const readable = new ReadableCounters(source);
  return { found: await work(readable), unreadable: readable.unreadable };
}

/** False where their sums are too great for a blob: one of them must be wrong, and nobody knows which. */
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
