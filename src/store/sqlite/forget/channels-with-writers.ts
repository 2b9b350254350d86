import type { Database as Connection } from 'better-sqlite3';
import { ChannelWriters } from '../../../columns/channel-writers.ts';
import type { ChannelNumber } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { fewestWriters } from '../../month-store.ts';
import type { GuildMonthKey } from '../month-places.ts';
import { blobsOfMonth } from './month-blobs.ts';

/**
 * The channels in which at least {@link fewestWriters} people wrote in a month. An unreadable blob may hide a channel,
 * but never adds one.
 */
export async function channelsWithWriters(
  connection: Connection,
  month: GuildMonthKey,
): Promise<ReadonlySet<ChannelNumber>> {
  const writers = new ChannelWriters(fewestWriters);
  for await (const { columns } of blobsOfMonth(connection, month)) {
    try {
      writers.add(columns);
    } catch (error) {
      if (!(error instanceof CorruptColumns)) throw error;
    }
  }
  return writers.channels;
}
