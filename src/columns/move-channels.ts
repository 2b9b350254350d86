import type { ChannelNumber } from '../core/counter.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { ColumnWriter } from './blob/column-writer.ts';
import { CounterList } from './blob/counter-list.ts';

/**
 * Moves the counters of some channels to other channels and adds them to the counters there. `moves` maps an old
 * channel number to the new one. Returns the same blob if it has no counter to move. Groups without one are copied
 * without decoding.
 *
 * @throws {CorruptColumns} when the blob cannot be read.
 */
export function moveChannels(blob: Uint8Array, moves: ReadonlyMap<ChannelNumber, ChannelNumber>): Uint8Array {
  const touched = groupsWith(blob, moves);
  if (touched.size === 0) return blob;
  const writer = new ColumnWriter();
  const cursor = new ColumnCursor(blob);
  let isMore = cursor.next();
  while (isMore) {
    const { hour, metric, group } = cursor;
    if (!touched.has(group.start)) {
      writer.group(hour, metric, blob.subarray(group.start, group.end));
      cursor.skipGroup();
      isMore = cursor.next();
      continue;
    }
    const runs = new Map<ChannelNumber, CounterList>();
    for (; isMore && cursor.group.start === group.start; isMore = cursor.next()) {
      const channel = moves.get(cursor.channel) ?? cursor.channel;
      const run = runs.get(channel) ?? new CounterList();
      runs.set(channel, run);
      cursor.decode(run);
    }
    for (const [channel, run] of [...runs].sort(([one], [other]) => one - other)) {
      run.settle(metric);
      writer.decodedRun(hour, metric, channel, run);
    }
  }
  return writer.finish();
}

/** The starts of the groups with counters of any of these channels. */
function groupsWith(blob: Uint8Array, channels: ReadonlyMap<ChannelNumber, unknown>): ReadonlySet<number> {
  const found = new Set<number>();
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) if (channels.has(cursor.channel)) found.add(cursor.group.start);
  return found;
}
