import { readColumns } from '../columns/columns.ts';
import { type ChannelNumber, none } from '../core/counter.ts';
import { CorruptColumns } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Hour, hourMs, hoursOfMonth } from '../core/time.ts';
import type { ImportedCounts } from '../store/records.ts';
import type { GuildMonth, StoreReader } from '../store/store-reader.ts';
import type { CoveredTime } from './covered-time.ts';
import type { ImportedChannels } from './imported-channels.ts';
import type { Span } from './spans.ts';

/** What an import has of a month. */
export interface NewCounts {
  readonly imported: ImportedCounts;
  readonly covered: CoveredTime;
  readonly channels: ImportedChannels;
  /** The channels in which something was counted. */
  readonly counted: ReadonlySet<ChannelNumber>;
}

/**
 * Whether an import has at least as much of a month as an earlier one: its metrics, its time, and the time of each channel in
 * which something was counted and which the guild does not ignore. Only then may it take the place of the earlier one.
 *
 * Counters that cannot be read are no reason to keep them.
 */
export async function mayReplace(
  store: Pick<StoreReader, 'readCounters'>,
  guildId: Snowflake,
  { month, imported: earlier }: GuildMonth,
  counts: NewCounts,
): Promise<boolean> {
  const { imported } = counts;
  if (earlier === null || !contains(imported, earlier)) return false;
  if (!earlier.metrics.every((metric) => imported.metrics.includes(metric))) return false;
  for await (const { blobs } of store.readCounters(guildId, hoursOfMonth(month))) {
    for (const [channel, hours] of hoursByChannel(blobs)) if (!hasAll(counts, channel, hours)) return false;
  }
  return true;
}

function hasAll({ covered, channels, counted }: NewCounts, channel: ChannelNumber, { first, last }: Hours): boolean {
  const id = channels.idOf(channel) ?? null;
  if (channels.isIgnored({ id, threadId: null })) return true;
  const span = covered.ofChannel(id, channel === none || counted.has(channel));
  return span !== null && span.fromMs < (first + 1) * hourMs && span.toMs > last * hourMs;
}

function contains(outer: Span, inner: Span): boolean {
  return outer.fromMs <= inner.fromMs && outer.toMs >= inner.toMs;
}

interface Hours {
  readonly first: Hour;
  readonly last: Hour;
}

function hoursByChannel(blobs: readonly Uint8Array[]): ReadonlyMap<ChannelNumber, Hours> {
  const hours = new Map<ChannelNumber, Hours>();
  for (const blob of blobs) {
    try {
      readColumns(blob, (hour, _metric, channel) => {
        const { first, last } = hours.get(channel) ?? { first: hour, last: hour };
        hours.set(channel, { first: Math.min(first, hour), last: Math.max(last, hour) });
      });
    } catch (error) {
      if (!(error instanceof CorruptColumns)) throw error;
    }
  }
  return hours;
}
