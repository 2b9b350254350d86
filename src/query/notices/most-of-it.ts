import { median } from 'simple-statistics';
import type { Channel } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { HourRange } from '../../core/time.ts';
import type { Query } from '../query.ts';
import { type ChannelTableDeps, type ChannelTableMeasure, channelTable } from '../questions/channel-table.ts';
import { isBetween, type Value } from '../value.ts';
import type { NoticeSeries } from './notice-series.ts';

/** A difference from what is usual, in all channels. */
export interface Difference {
  readonly series: NoticeSeries;
  readonly hours: HourRange;
  /** The periods whose median is usual. */
  readonly compared: readonly HourRange[];
  /** By how much it is above what is usual, in the unit of the channel's numbers. */
  readonly excess: number;
}

export interface ChannelPart {
  readonly channel: Channel;
  readonly value: number;
  readonly usual: number;
}

/**
 * The channel in which more than half of a difference lies; null if there is none, if it may not be shown, or if fewer than
 * five people were in it. A person counts in each channel that they wrote in. Joins and leaves have no channel, and people
 * of a week are not comparable with those of its days.
 */
export async function mostOfIt(
  query: Pick<Query, 'guildId' | 'view'>,
  { series, hours, compared, excess }: Difference,
  deps: ChannelTableDeps,
): Promise<ChannelPart | null> {
  const isOfDays = hours.to - hours.from > 24;
  if (series === 'joins' || series === 'parts' || (series === 'people' && isOfDays)) return null;
  const now = await tableOf(query, hours, deps);
  const before: Awaited<ReturnType<typeof tableOf>>[] = [];
  for (const range of compared) before.push(await tableOf(query, range, deps));
  const parts = Array.from(now.values(), ({ channel, values }): ChannelPart | null => {
    const earlier = before.map((table) => table.get(channel.number)?.values ?? nothing);
    const value = lowest(values[series]);
    const usual = medianOf(earlier.map((each) => lowest(each[series])));
    const people = Math.max(lowest(values.people) ?? 0, medianOf(earlier.map((each) => lowest(each.people))) ?? 0);
    return value === null || usual === null || people < fewestPeople ? null : { channel, value, usual };
  });
  const shareOf = ({ value, usual }: ChannelPart) => (value - usual) / excess;
  const [most] = parts.filter((part) => part !== null).sort((a, b) => shareOf(b) - shareOf(a));
  return most !== undefined && shareOf(most) > 0.5 ? most : null;
}

const fewestPeople = 5;

type TableValues = Pick<Readonly<Record<ChannelTableMeasure, Value>>, 'messages' | 'people' | 'voiceSeconds'>;

const nothing: TableValues = { messages: 0, people: 0, voiceSeconds: 0 };

async function tableOf({ guildId, view }: Pick<Query, 'guildId' | 'view'>, range: HourRange, deps: ChannelTableDeps) {
  const { rows } = await channelTable(
    { about: 'channelTable', guildId, view, range, by: 'channel', channel: null },
    deps,
  );
  const found = new Map<ChannelNumber, { readonly channel: Channel; readonly values: TableValues }>();
  for (const { key, values } of rows) {
    if (key.kind === 'channel') found.set(key.channel.number, { channel: key.channel, values });
  }
  return found;
}

/** Of people over a month's end, so many are certain. */
function lowest(value: Value): number | null {
  if (isBetween(value)) return value.low;
  return typeof value === 'number' ? value : null;
}

/** Null if fewer than four values are known. */
function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < 4 ? null : median(known);
}
