import type { Database as Connection } from 'better-sqlite3';
import { columnsWithin } from '../../../columns/columns.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { type GuildMonthKey, hourOfPart, partId, partIdsBeside } from '../month-places.ts';
import type { PartRow } from '../write/stored-parts.ts';

/** The months of a guild within a range, ascending, each with the part of the range that is in it. */
export function monthsWithin(
  snapshot: Connection,
  guildId: Snowflake,
  range: HourRange,
): readonly { readonly month: GuildMonthKey; readonly hours: HourRange }[] {
  if (range.from >= range.to) return [];
  const months = prepared<GuildMonthKey>(
    snapshot,
    `select id, month
         from guild_month
        where guild = (select key from guild where id = :guildId) and month between :first and :last
        order by month`,
  ).all({ guildId, first: monthOfHour(range.from), last: monthOfHour(range.to - 1) });
  return months.map((month) => ({ month, hours: overlap(hoursOfMonth(month.month), range) }));
}

/** A row of `part` without its columns. */
export interface StoredPart extends Omit<PartRow, 'columns' | 'hours'> {
  /** All its hours. */
  readonly hours: HourRange;
}

/** The parts with hours of a range, ascending. SQLite passes over their columns. */
export function partsOf(snapshot: Connection, month: GuildMonthKey, range: HourRange): readonly StoredPart[] {
  const last = prepared<number | null>(snapshot, 'select max(id) from part where id between :monthStart and :start')
    .pluck()
    .get({ monthStart: partId(month, hoursOfMonth(month.month).from), start: partId(month, range.from + 1) - 1 });
  const rows = prepared<Omit<PartRow, 'columns'>>(
    snapshot,
    'select id, hours, first_channel, end_channel from part where id >= :first and id < :to order by id',
  ).all({
    // The parts before the range may reach into it. They have the same hours.
    first: last == null ? partId(month, range.from) : partIdsBeside(last).first,
    to: partId(month, range.to),
  });
  return rows.flatMap((row) => {
    const from = hourOfPart(month, row.id);
    const to = from + row.hours;
    return to > range.from ? [{ ...row, hours: { from, to } }] : [];
  });
}

/** The counters of a part in a range. */
export function columnsOfPart(snapshot: Connection, { id, hours }: StoredPart, range: HourRange): Uint8Array {
  const columns = prepared<Uint8Array>(snapshot, 'select columns from part where id = :id').pluck().get({ id });
  if (columns === undefined) throw new Error('counters disappeared while they were read');
  return hours.from < range.from || hours.to > range.to ? cut(columns, range) : columns;
}

/** Some counters, and their hours within the range that was asked for. */
export interface StoredBlob {
  readonly hours: HourRange;
  readonly columns: Uint8Array;
}

/** The deltas of a range, ascending by hour and then in the order of their commits. */
export function* deltasOf(snapshot: Connection, month: GuildMonthKey, range: HourRange): Generator<StoredBlob> {
  const rows = prepared<{ readonly hour: Hour; readonly columns: Uint8Array }>(
    snapshot,
    `select hour, columns
         from delta
        where guild_month = (select :guildMonth) and hour >= :from and hour < :to
        order by hour, id`,
  ).iterate({ guildMonth: month.id, from: range.from, to: range.to });
  for (const { hour, columns } of rows) yield { hours: { from: hour, to: hour + 1 }, columns };
}

export function overlap(a: HourRange, b: HourRange): HourRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** An unreadable blob is returned whole. The consumer detects it and can still read the others. */
function cut(columns: Uint8Array, hours: HourRange): Uint8Array {
  try {
    return columnsWithin(columns, hours);
  } catch (error) {
    if (error instanceof CorruptColumns) return columns;
    throw error;
  }
}
