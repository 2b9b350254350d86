import { type ChannelNumber, none } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import { ColumnCursor } from '../blob/column-cursor.ts';
import { hasMember } from '../blob/column-layout.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { mergeColumns } from '../columns.ts';

/** What {@link visitHours} visits. */
export interface VisitedHours {
  readonly range: HourRange;
  /** Messages and voice: of one channel, of all channels of an hour together, or of each channel apart. */
  readonly channels: ChannelNumber | 'together' | 'apart';
}

/**
 * Calls `visit` for every metric of every hour in a range, ascending, with its counters decoded into `list`, which is
 * used for every call. A member is in it several times if several channels are visited together. The blobs must hold
 * all counters of their hours. Yields the number of counters after each call, so that the caller can pause.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function* visitHours(
  blobs: readonly Uint8Array[],
  { range, channels }: VisitedHours,
  list: CounterList,
  visit: (hour: Hour, metric: CounterMetric, channel: ChannelNumber) => void,
): Generator<number> {
  if (blobs.length === 0) return;
  // Merged first, because a second of voice may be spread over several deltas.
  const cursor = new ColumnCursor(mergeColumns(blobs));
  while (cursor.next()) {
    const { hour, metric, group } = cursor;
    list.clear();
    if (hour < range.from || hour >= range.to) {
      cursor.skipGroup();
    } else if (!hasMember(metric)) {
      cursor.decode(list);
      visit(hour, metric, none);
      yield 1;
    } else if (channels === 'together') {
      cursor.skipGroup();
      cursor.decodeGroupAt(group, list);
      visit(hour, metric, none);
      yield list.length;
    } else if (channels === 'apart') {
      cursor.decode(list);
      visit(hour, metric, cursor.channel);
      yield list.length;
    } else {
      if (cursor.seekChannel(channels)) {
        cursor.decode(list);
        visit(hour, metric, channels);
      }
      cursor.skipGroup();
      yield list.length;
    }
  }
}
