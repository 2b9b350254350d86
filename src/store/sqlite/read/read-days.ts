import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Day, dayOfHour, type HourRange } from '../../../core/time.ts';
import type { CounterChunk, DerivedOfDay, StoredDay } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';
import { dayId, dayOfId, type GuildMonthKey } from '../month-places.ts';
import { countersOfMonth } from './read-counters.ts';
import { monthsWithin } from './stored-columns.ts';

/** See `StoreReader.readDays`. `snapshot` must be one consistent snapshot. */
export function* daysWithin(
  snapshot: Connection,
  guildId: Snowflake,
  range: HourRange,
  asked: DerivedOfDay,
): Generator<StoredDay> {
  if (range.from % 24 !== 0 || range.to % 24 !== 0) throw new RangeError('expected whole days');
  for (const { month, hours } of monthsWithin(snapshot, guildId, range)) {
    yield* daysOfMonth(snapshot, month, hours, asked);
  }
}

function* daysOfMonth(
  snapshot: Connection,
  month: GuildMonthKey,
  hours: HourRange,
  asked: DerivedOfDay,
): Generator<StoredDay> {
  const waiting = daysWithDeltas(snapshot, month, hours);
  let day = dayOfHour(hours.from);
  const end = dayOfHour(hours.to);
  for (const { id, derived } of derivedOf(snapshot, month, day, end, asked)) {
    const closed = dayOfId(month, id);
    if (waiting.has(closed)) continue;
    yield* rawDays(snapshot, month, day, closed);
    yield { day: closed, derived, chunks: [] };
    day = closed + 1;
  }
  yield* rawDays(snapshot, month, day, end);
}

function* derivedOf(
  snapshot: Connection,
  month: GuildMonthKey,
  from: Day,
  to: Day,
  asked: DerivedOfDay,
): Generator<{ readonly id: number; readonly derived: Uint8Array }> {
  yield* prepared<{ readonly id: number; readonly derived: Uint8Array }>(snapshot, queries[asked]).iterate({
    from: dayId(month, from),
    to: dayId(month, to),
  });
}

const queries = {
  rollUp: 'select id, columns as derived from day_rollup where id >= :from and id < :to order by id',
  summary: 'select id, summary as derived from day_summary where id >= :from and id < :to order by id',
} as const;

/** What was derived of a day does not hold its late deltas. */
function daysWithDeltas(snapshot: Connection, { id }: GuildMonthKey, { from, to }: HourRange): ReadonlySet<Day> {
  const days = prepared<Day>(
    snapshot,
    'select distinct hour / 24 from delta where guild_month = (select :id) and hour >= :from and hour < :to',
  ).pluck();
  return new Set(days.all({ id, from, to }));
}

function* rawDays(snapshot: Connection, month: GuildMonthKey, from: Day, to: Day): Generator<StoredDay> {
  if (from >= to) return;
  let day: { readonly day: Day; readonly derived: null; readonly chunks: CounterChunk[] } | undefined;
  for (const chunk of countersOfMonth(snapshot, month, { from: from * 24, to: to * 24 })) {
    const next = dayOfHour(chunk.hours.from);
    if (day !== undefined && day.day !== next) yield day;
    if (day?.day !== next) day = { day: next, derived: null, chunks: [] };
    day.chunks.push(chunk);
  }
  if (day !== undefined) yield day;
}
