import type { Steps } from '../../core/async/steps.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { channelLimit } from '../blob/column-layout.ts';
import { ColumnWriter } from '../blob/column-writer.ts';
import { CounterList } from '../blob/counter-list.ts';
import { byPlace, type ChannelRuns, copyDayRun } from './day-runs.ts';

/** The counters of a day in some channels. */
export interface DayPart {
  readonly firstChannel: ChannelNumber;
  /** Exclusive; 2^32 for the last part. */
  readonly endChannel: ChannelNumber;
  readonly columns: Uint8Array;
}

/** The most parts of a day: the number of a part is stored in a byte. */
export const mostParts = 256;

/**
 * Splits a day into parts of about 32 kB by channel, ascending, so that a channel can be read without the others. No
 * channel is in two parts. The first part also has the metrics without a channel. Yields after each part.
 *
 * @throws {CorruptColumns} when a run cannot be read that is in several blobs. Others are not decoded.
 */
export function* splitDay(channels: readonly ChannelRuns[]): Steps<readonly DayPart[]> {
  const groups = grouped(channels);
  const writer = new ColumnWriter();
  const list = new CounterList();
  const parts: DayPart[] = [];
  for (const [index, group] of groups.entries()) {
    const runs = group.flatMap((channel) => channel.runs).sort(byPlace);
    for (const run of runs) copyDayRun(run, list, writer);
    parts.push({
      firstChannel: index === 0 ? 0 : startOf(groups[index]),
      endChannel: index === groups.length - 1 ? channelLimit : startOf(groups[index + 1]),
      columns: writer.finish(),
    });
    yield;
  }
  return parts;
}

/** The size of a part, unless a channel needs more. */
const partBytes = 32 * 1024;

/** Two neighbours together exceed the size, so half of the parts would suffice. */
function grouped(channels: readonly ChannelRuns[]): readonly (readonly ChannelRuns[])[] {
  const total = channels.reduce((sum, { bytes }) => sum + bytes, 0);
  const size = Math.max(partBytes, Math.ceil((total * 2) / (mostParts - 2)));
  const groups: ChannelRuns[][] = [];
  let bytes = 0;
  for (const channel of channels) {
    if (bytes === 0 || bytes + channel.bytes > size) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(channel);
    bytes += channel.bytes;
  }
  return groups;
}

function startOf(group: readonly ChannelRuns[] | undefined): ChannelNumber {
  const [first] = group ?? [];
  if (first === undefined) throw new Error('expected a channel in each part');
  return first.channel;
}
