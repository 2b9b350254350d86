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
import type { ClosedMonths } from './closed-months.ts';
import { daySummaries } from './day-summaries.ts';
import { isDay } from './whole-days.ts';

export interface DerivedTotalsDeps {
  readonly store: Pick<StoreReader, 'readCounters' | 'readDays' | 'monthRows' | 'closedHours'>;
  readonly closedMonths: ClosedMonths;
}

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
  { store, closedMonths }: DerivedTotalsDeps,
  guildId: Snowflake,
  range: HourRange,
  rowOf: RowOf<Row>,
): Promise<Totals<Row> | null> {
  const asked = { guildId, range, kind: 'channels' } as const;
  const totals = isDay(range)
    ? await totalsOfDays(store, guildId, range)
    : await closedMonths.read(store, asked, () => totalsOfMonth(store, guildId, range));
  if (totals === null) return null;
  const found = new Map<Row, ChannelTotals>();
  for (const [channel, sums] of totals.found) {
    if (sums.people === 0) continue;
    const row = rowOf(channel);
    if (found.has(row)) return null;
    found.set(row, sums);
  }
  return { found, unreadable: totals.unreadable };
}

async function totalsOfMonth(
  store: DerivedTotalsDeps['store'],
  guildId: Snowflake,
  range: HourRange,
): Promise<Totals<ChannelNumber> | null> {
  const people = await peopleOfMonth(store, guildId, range);
  if (people === null) return null;
  const { found, unreadable } = await totalsOfDays(store, guildId, range);
  const totals = Array.from(found, ([channel, sums]) => {
    return [channel, { ...sums, people: people.get(channel) ?? 0 }] as const;
  });
  return { found: new Map(totals), unreadable };
}

/** `people` is the sum of those of each day. */
async function totalsOfDays(
  store: DerivedTotalsDeps['store'],
  guildId: Snowflake,
  range: HourRange,
): Promise<Totals<ChannelNumber>> {
  const { found, unreadable } = await daySummaries(store, guildId, range);
  return { found: sumsByChannel(found), unreadable };
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

function sumsByChannel(days: ReadonlyMap<Day, DaySummary>): ReadonlyMap<ChannelNumber, ChannelTotals> {
  const found = new Map<ChannelNumber, { -readonly [Field in keyof ChannelTotals]: ChannelTotals[Field] }>();
  for (const { day, channels } of days.values()) {
    for (const { channel, messages, voiceSeconds, people } of channels) {
      let totals = found.get(channel);
      if (totals === undefined) {
        totals = { messages: 0, voiceSeconds: 0, people: 0, lastMessageDay: null };
        found.set(channel, totals);
      }
      totals.messages += messages;
      totals.voiceSeconds += voiceSeconds;
      totals.people += people;
      if (messages > 0) totals.lastMessageDay = day;
    }
  }
  return found;
}
