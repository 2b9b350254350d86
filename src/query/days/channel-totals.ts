import type { DaySummary } from '../../columns/day/day-summary.ts';
import { ChannelTableTabulation, type ChannelTotals } from '../../columns/series/channel-table-tabulation.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Day, type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { partsOf, visitCounters } from '../hours/visit-counters.ts';
import type { FoundAround } from '../readable-counters.ts';
import { rowsOfMonth } from '../reports/whole-month.ts';
import { daySummaries } from './day-summaries.ts';
import { isDay } from './whole-days.ts';

type RowOf<Row> = (channel: ChannelNumber) => Row;
type Totals<Row> = FoundAround<ReadonlyMap<Row, ChannelTotals>>;

/** The totals of the channels in a part of a month, from its counters. Channels of the same row are counted together. */
export function countedTotals<Row>(
  store: Pick<StoreReader, 'readParts'>,
  guildId: Snowflake,
  range: HourRange,
  rowOf: RowOf<Row>,
): Promise<Totals<Row>> {
  const newVisitor = () => new ChannelTableTabulation<Row>(rowOf);
  return visitCounters(partsOf(store, null), guildId, { range, channels: 'apart' }, newVisitor);
}

/**
 * As {@link countedTotals}, from what is derived of a day or a whole month. Null if that does not tell: there is none, or
 * two channels share a row, in which people of both count once.
 */
export async function derivedTotals<Row>(
  store: Pick<StoreReader, 'readCounters' | 'readDays' | 'monthRows'>,
  guildId: Snowflake,
  range: HourRange,
  rowOf: RowOf<Row>,
): Promise<Totals<Row> | null> {
  const people = isDay(range) ? null : await peopleOfMonth(store, guildId, range);
  if (people === null && !isDay(range)) return null;
  const { found: days, unreadable } = await daySummaries(store, guildId, range);
  const found = new Map<Row, ChannelTotals>();
  for (const [channel, sums] of sumsByChannel(days)) {
    const counted = people === null ? sums.people : people.get(channel);
    if (counted === undefined || counted === 0) continue;
    const row = rowOf(channel);
    if (found.has(row)) return null;
    found.set(row, { ...sums, people: counted });
  }
  return { found, unreadable };
}

/** By channel, if it has any; null if the range is not a whole month, or if nothing was derived of that. */
async function peopleOfMonth(
  store: Pick<StoreReader, 'monthRows'>,
  guildId: Snowflake,
  { from, to }: HourRange,
): Promise<ReadonlyMap<ChannelNumber, number> | null> {
  const month = monthOfHour(from);
  const hours = hoursOfMonth(month);
  if (hours.from !== from || hours.to !== to) return null;
  try {
    const rows = await rowsOfMonth(store, guildId, month);
    return rows && new Map(Array.from(rows.channels, ([channel, { people }]) => [channel, people]));
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

/** `people` is the sum of those of each day. */
function sumsByChannel(days: ReadonlyMap<Day, DaySummary>): ReadonlyMap<ChannelNumber, ChannelTotals> {
  const found = new Map<ChannelNumber, ChannelTotals>();
  for (const { day, channels } of days.values()) {
    for (const { channel, messages, voiceSeconds, people } of channels) {
      const before = found.get(channel) ?? nothing;
      found.set(channel, {
        messages: before.messages + messages,
        voiceSeconds: before.voiceSeconds + voiceSeconds,
        people: before.people + people,
        lastMessageDay: messages > 0 ? day : before.lastMessageDay,
      });
    }
  }
  return found;
}

const nothing: ChannelTotals = { messages: 0, voiceSeconds: 0, people: 0, lastMessageDay: null };
