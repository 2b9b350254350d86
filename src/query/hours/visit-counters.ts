import { CounterList } from '../../columns/blob/counter-list.ts';
import { type VisitedHours, visitHours } from '../../columns/series/visit-hours.ts';
import { nextTurn, Slice } from '../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Hour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { type FoundAround, readAround } from '../readable-counters.ts';

/** Computes something from counters that it is shown in ascending order of hours. */
export interface CounterVisitor<Found> {
  /** `list` is valid during the call only. */
  note(hour: Hour, metric: CounterMetric, list: CounterList, channel: ChannelNumber): void;
  finish(): Found;
}

/**
 * Shows a guild's counters to a visitor without holding the event loop. If some are unreadable, it begins again with
 * another visitor, and leaves these out.
 */
export function visitCounters<Found>(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  visited: VisitedHours,
  newVisitor: () => CounterVisitor<Found>,
): Promise<FoundAround<Found>> {
  const list = new CounterList();
  return readAround(store, async (source) => {
    const visitor = newVisitor();
    const slice = new Slice(countersPerTurn);
    for await (const { blobs } of source.readCounters(guildId, visited.range)) {
      if (slice.fills(countersPerChunk)) await nextTurn();
      const note = (hour: Hour, metric: CounterMetric, channel: ChannelNumber) => {
        visitor.note(hour, metric, list, channel);
      };
      for (const counters of visitHours(blobs, visited, list, note)) if (slice.fills(counters)) await nextTurn();
    }
    return visitor.finish();
  });
}

/** Takes a few milliseconds. */
const countersPerTurn = 2 ** 15;

/** The cost of a chunk apart from its counters. */
const countersPerChunk = 64;

/** The counters of one channel, for {@link visitCounters}. Its hours need not be in order then. */
export function partsOf(
  store: Pick<StoreReader, 'readParts'>,
  channel: ChannelNumber | null,
): Pick<StoreReader, 'readCounters'> {
  return { readCounters: (guildId, range) => store.readParts(guildId, range, channel) };
}
