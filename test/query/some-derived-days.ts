import { encodeColumns, readColumns } from '../../src/columns/columns.ts';
import { runsOfDay } from '../../src/columns/day/day-runs.ts';
import { encodeDaySummary } from '../../src/columns/day/day-summary.ts';
import { encodeMonthRows } from '../../src/columns/day/month-rows.ts';
import { MonthRowsTabulation } from '../../src/columns/day/month-rows-tabulation.ts';
import { encodeRollUp } from '../../src/columns/day/roll-up.ts';
import { tabulateDay } from '../../src/columns/day/tabulate-day.ts';
import { atOnce } from '../../src/core/async/steps.ts';
import { type ChannelNumber, type Counter, none } from '../../src/core/counter.ts';
import { CorruptColumns } from '../../src/core/errors.ts';
import { type Day, dayOfHour, hoursOfMonth } from '../../src/core/time.ts';
import type { CounterChunk, DerivedOfDay, StoreReader } from '../../src/store/store-reader.ts';

export type DayReads = Pick<StoreReader, 'readCounters' | 'readParts' | 'readDays' | 'monthRows'>;

/**
 * Reads days from counters, and months whose first day is closed: what is derived of the days that are closed, and the counters of all others. The parts of a
 * closed day come last first, each with some of the channels.
 */
export function someDerivedDays(
  source: Pick<StoreReader, 'readCounters'>,
  isClosed: (day: Day) => boolean = () => false,
): DayReads {
  return {
    readCounters: (guildId, range) => source.readCounters(guildId, range),
    async monthRows(guildId, month) {
      const hours = hoursOfMonth(month);
      if (!isClosed(dayOfHour(hours.from))) return null;
      const tabulation = new MonthRowsTabulation(month);
      for await (const { blobs } of source.readCounters(guildId, hours)) tabulation.add(blobs);
      while (!tabulation.advance());
      return encodeMonthRows(tabulation.rows());
    },
    async *readParts(guildId, range, channel) {
      const chunks = await chunksOf(source.readCounters(guildId, range));
      for (const chunk of chunks.reverse()) {
        const parts = isClosed(dayOfHour(chunk.hours.from)) ? partsOf(chunk) : [chunk];
        for (const part of parts) {
          if (channel === null || part.blobs.some((blob) => !isWithout(blob, channel))) yield part;
        }
      }
    },
    async *readDays(guildId, range, asked) {
      for (let day = dayOfHour(range.from); day * 24 < range.to; day += 1) {
        const chunks = await chunksOf(source.readCounters(guildId, { from: day * 24, to: day * 24 + 24 }));
        if (chunks.length === 0) continue;
        const derived = isClosed(day) ? derivedOf(day, chunks, asked) : null;
        yield { day, derived, chunks: derived === null ? chunks : [] };
      }
    },
  };
}

async function chunksOf(chunks: AsyncIterable<CounterChunk>): Promise<CounterChunk[]> {
  const found: CounterChunk[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found;
}

/** The channels with odd numbers, and the others with what belongs to no channel. */
function partsOf(chunk: CounterChunk): readonly CounterChunk[] {
  try {
    return [1, 0].map((rest) => ({ ...chunk, blobs: chunk.blobs.map((blob) => withRest(blob, rest)) }));
  } catch (error) {
    if (error instanceof CorruptColumns) return [chunk];
    throw error;
  }
}

function withRest(blob: Uint8Array, rest: number): Uint8Array {
  const counters: Counter[] = [];
  readColumns(blob, (hour, metric, channel, member, amount) => {
    if (channel % 2 === rest) counters.push({ hour, metric, channel, member, amount });
  });
  return encodeColumns(counters);
}

function isWithout(blob: Uint8Array, wanted: ChannelNumber): boolean {
  let isFound = false;
  try {
    readColumns(blob, (_hour, _metric, channel) => {
      isFound ||= channel === wanted || channel === none;
    });
  } catch (error) {
    if (error instanceof CorruptColumns) return false;
    throw error;
  }
  return !isFound;
}

/** Null if the day cannot be read. */
function derivedOf(day: Day, chunks: readonly CounterChunk[], asked: DerivedOfDay): Uint8Array | null {
  try {
    const runs = atOnce(
      runsOfDay(
        day,
        chunks.flatMap(({ blobs }) => blobs),
      ),
    );
    const tabulated = atOnce(tabulateDay(day, runs));
    return asked === 'summary' ? encodeDaySummary(tabulated.summary) : atOnce(encodeRollUp(tabulated));
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}
