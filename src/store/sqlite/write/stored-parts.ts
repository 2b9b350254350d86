import type { Database as Connection } from 'better-sqlite3';
import { channelLimit } from '../../../columns/blob/column-layout.ts';
import type { ClosedDay } from '../../../columns/day/close-day.ts';
import { encodeDaySummary } from '../../../columns/day/day-summary.ts';
import type { ChannelNumber } from '../../../core/counter.ts';
import type { Day, Hour } from '../../../core/time.ts';
import { prepared } from '../access/prepared.ts';
import { dayId, type GuildMonthKey, partId, partIds } from '../month-places.ts';

/** A row of `part`. */
export interface PartRow {
  readonly id: number;
  readonly hours: number;
  readonly first_channel: ChannelNumber;
  /** Excluded. */
  readonly end_channel: ChannelNumber;
  readonly columns: Uint8Array;
}

export const allChannels = { firstChannel: 0, endChannel: channelLimit } as const;

/** The parts that begin within some hours, ascending. */
export function partsWithin(connection: Connection, key: GuildMonthKey, from: Hour, to: Hour): readonly PartRow[] {
  return prepared<PartRow>(connection, 'select * from part where id between :first and :last order by id').all(
    partIds(key, from, to),
  );
}

/** Adds a part with all channels. */
export function addPart(
  connection: Connection,
  key: GuildMonthKey,
  { from, hours, columns }: { readonly from: Hour; readonly hours: number; readonly columns: Uint8Array },
): void {
  insertPart(connection, { id: partId(key, from), hours, ...allChannels, columns });
}

export function replacePart(connection: Connection, id: number, columns: Uint8Array): void {
  prepared(connection, 'update part set columns = :columns where id = :id').run({ id, columns });
}

/**
 * Replaces all counters of a day by the parts of a closed one. Unreadable blobs are kept behind them, under all channels,
 * because nobody knows what they hold.
 */
export function replaceDay(
  connection: Connection,
  key: GuildMonthKey,
  day: Day,
  parts: ClosedDay['parts'],
  unreadable: readonly Uint8Array[] = [],
): void {
  const from = day * 24;
  prepared(connection, 'delete from part where id between :first and :last').run(partIds(key, from, from + 24));
  const kept = unreadable.map((columns) => ({ ...allChannels, columns }));
  for (const [number, part] of [...parts, ...kept].entries()) {
    insertPart(connection, { id: partId(key, from, number), hours: 24, ...part });
  }
}

/** Stores what was derived from a day. */
export function putDerived(
  connection: Connection,
  key: GuildMonthKey,
  { rollUp, summary }: Pick<ClosedDay, 'rollUp' | 'summary'>,
): void {
  const id = dayId(key, summary.day);
  prepared(connection, 'insert or replace into day_summary (id, summary) values (:id, :summary)').run({
    id,
    summary: encodeDaySummary(summary),
  });
  prepared(connection, 'delete from day_rollup where id = :id').run({ id });
  if (rollUp === null) return;
  prepared(connection, 'insert into day_rollup (id, columns) values (:id, :columns)').run({ id, columns: rollUp });
}

function insertPart(
  connection: Connection,
  part: {
    readonly id: number;
    readonly hours: number;
    readonly firstChannel: ChannelNumber;
    readonly endChannel: ChannelNumber;
    readonly columns: Uint8Array;
  },
): void {
  prepared(
    connection,
    `insert into part (id, hours, first_channel, end_channel, columns)
     values (:id, :hours, :firstChannel, :endChannel, :columns)`,
  ).run(part);
}
