import { type DayHours, type DaySummary, decodeDayHours, decodeDaySummary } from '../../columns/day/day-summary.ts';
import { summariseDay } from '../../columns/day/summarise-day.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import { inTurns } from '../../core/async/steps.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Day, HourRange } from '../../core/time.ts';
import type { CounterChunk, StoredDay, StoreReader } from '../../store/store-reader.ts';
import { type FoundAround, readAround } from '../readable-counters.ts';
import { wholeDaysAround } from './whole-days.ts';

export type DaySource = Pick<StoreReader, 'readCounters' | 'readDays'>;

/**
 * The summaries of the days that a range touches: as stored or, where there is none, computed from the day's counters.
 * Of the first and the last day, only the hours of the range are sure to be in them. Days without counters are left out.
 */
export function daySummaries(
  source: DaySource,
  guildId: Snowflake,
  range: HourRange,
): Promise<FoundAround<ReadonlyMap<Day, DaySummary>>> {
  return readSummaries(source, guildId, range, decodeDaySummary);
}

/** As {@link daySummaries}, without the channels: many times as fast in a large guild. */
export function dayHours(
  source: DaySource,
  guildId: Snowflake,
  range: HourRange,
): Promise<FoundAround<ReadonlyMap<Day, DayHours>>> {
  return readSummaries<DayHours>(source, guildId, range, decodeDayHours);
}

async function readSummaries<Summary extends DayHours>(
  source: DaySource,
  guildId: Snowflake,
  range: HourRange,
  decode: (derived: Uint8Array) => Summary,
): Promise<FoundAround<ReadonlyMap<Day, Summary | DaySummary>>> {
  const found = new Map<Day, Summary | DaySummary>();
  const unreadable: HourRange[] = [];
  const slice = new Slice(bytesPerTurn);
  for await (const stored of source.readDays(guildId, wholeDaysAround(range), 'summary')) {
    const decoded = stored.derived === null ? null : nullIfCorrupt(decode, stored.derived);
    found.set(stored.day, decoded ?? (await counted(source, guildId, range, stored, unreadable)));
    if (slice.fills(sizeOf(stored))) await nextTurn();
  }
  return { found, unreadable };
}

/** Takes a few milliseconds. */
const bytesPerTurn = 2 ** 16;

/** The cost of a day apart from its bytes, in bytes. */
const bytesPerDay = 256;

async function counted(
  source: DaySource,
  guildId: Snowflake,
  range: HourRange,
  { day, derived, chunks }: StoredDay,
  unreadable: HourRange[],
): Promise<DaySummary> {
  const hours = { from: day * 24, to: day * 24 + 24 };
  const counters = derived === null ? chunks : await all(source.readCounters(guildId, hours));
  const asked = counters.filter((chunk) => chunk.hours.from < range.to && chunk.hours.to > range.from);
  return summarised(day, asked, unreadable);
}

function nullIfCorrupt<Summary>(decode: (derived: Uint8Array) => Summary, derived: Uint8Array): Summary | null {
  try {
    return decode(derived);
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

async function summarised(day: Day, chunks: readonly CounterChunk[], unreadable: HourRange[]): Promise<DaySummary> {
  const counters = {
    async *readCounters() {
      yield* chunks;
    },
  };
  const read = await readAround(counters, async (source) => {
    const readable = await all(source.readCounters('', { from: day * 24, to: day * 24 + 24 }));
    const blobs = readable.flatMap((chunk) => chunk.blobs);
    return inTurns(summariseDay(day, blobs));
  });
  unreadable.push(...read.unreadable);
  return read.found;
}

async function all<Thing>(things: AsyncIterable<Thing>): Promise<readonly Thing[]> {
  const found: Thing[] = [];
  for await (const thing of things) found.push(thing);
  return found;
}

function sizeOf({ derived, chunks }: StoredDay): number {
  const blobs = derived === null ? chunks.flatMap((chunk) => chunk.blobs) : [derived];
  return blobs.reduce((sum, { length }) => sum + length, bytesPerDay);
}
