import type { ChannelNumber } from '../../core/counter.ts';
import { ColumnCursor } from '../blob/column-cursor.ts';
import { ColumnWriter } from '../blob/column-writer.ts';

/**
 * The counters of a blob in the channels from `first`, included, to `end`, excluded, copied without decoding. Metrics
 * without a channel are in channel 0.
 *
 * @throws {CorruptColumns} when the blob cannot be read.
 */
export function columnsOfChannels(blob: Uint8Array, first: ChannelNumber, end: ChannelNumber): Uint8Array {
  const writer = new ColumnWriter();
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    const { hour, metric, channel, count, body } = cursor;
    const bodyEnd = cursor.skipRun();
    if (channel >= first && channel < end) {
      writer.copiedRun(hour, metric, channel, count, blob.subarray(body, bodyEnd));
    }
  }
  return writer.finish();
}
