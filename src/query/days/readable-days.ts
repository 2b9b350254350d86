import { isReadable } from '../../columns/columns.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange } from '../../core/time.ts';
import type { CounterChunk, DerivedOfDay, StoredDay, StoreReader } from '../../store/store-reader.ts';
import { type FoundAround, ReadableCounters } from '../readable-counters.ts';

export type DaySource = Pick<StoreReader, 'readCounters' | 'readDays'>;

/**
 * Runs `work` on unvalidated days and, if some are unreadable, again on the readable ones: see `readAround`. Only roll-ups
 * may be read this way.
 */
export async function readDaysAround<Found>(
  source: DaySource,
  work: (source: DaySource) => Promise<Found>,
): Promise<FoundAround<Found>> {
  try {
    return { found: await work(source), unreadable: [] };
  } catch (error) {
    if (!(error instanceof CorruptColumns)) throw error;
  }
  const readable = new ReadableDays(source);
  return { found: await work(readable), unreadable: readable.unreadable };
}

/** The counters of a day that can be read. The hours of the others are put into `unreadable`. */
export async function readableChunks(
  chunks: Iterable<CounterChunk> | AsyncIterable<CounterChunk>,
  unreadable: HourRange[],
): Promise<readonly CounterChunk[]> {
  const readable = new ReadableCounters({
    async *readCounters() {
      yield* chunks;
    },
  });
  const found: CounterChunk[] = [];
  for await (const chunk of readable.readCounters('', nowhere)) found.push(chunk);
  unreadable.push(...readable.unreadable);
  return found;
}

const nowhere: HourRange = { from: 0, to: 0 };

/** A store's days without unreadable blobs: a damaged roll-up is replaced by the day's counters, and of those only hours are lost. */
class ReadableDays implements DaySource {
  readonly #source: DaySource;
  readonly unreadable: HourRange[] = [];

  constructor(source: DaySource) {
    this.#source = source;
  }

  async *readCounters(guildId: Snowflake, range: HourRange): AsyncGenerator<CounterChunk> {
    const readable = new ReadableCounters(this.#source);
    yield* readable.readCounters(guildId, range);
    this.unreadable.push(...readable.unreadable);
  }

  async *readDays(guildId: Snowflake, range: HourRange, asked: DerivedOfDay): AsyncGenerator<StoredDay> {
    for await (const stored of this.#source.readDays(guildId, range, asked)) {
      const { day, derived, chunks } = stored;
      if (derived !== null && isReadable(derived)) {
        yield stored;
        continue;
      }
      const hours = { from: day * 24, to: day * 24 + 24 };
      const counters = derived === null ? chunks : this.#source.readCounters(guildId, hours);
      yield { day, derived: null, chunks: await readableChunks(counters, this.unreadable) };
    }
  }
}
