import type { Database as Connection } from 'better-sqlite3';
import { untilDone } from '../../../core/async/event-loop.ts';
import { hoursOfMonth } from '../../../core/time.ts';
import { dayIds, type GuildMonthKey, partIds } from '../month-places.ts';

/** Rows deleted per turn of the event loop. A row may have 50 kB. */
const sliceRows = 8;

/** The same for member rows, which are small. */
const sliceMembers = 4_000;

/** Deletes a guild's month with its counters, what was derived from them, and its tokens. Must run inside the caller's transaction. */
export async function deleteMonth(connection: Connection, month: GuildMonthKey): Promise<void> {
  const { from, to } = hoursOfMonth(month.month);
  const [parts, days] = [partIds(month, from, to), dayIds(month)];
  const parameters = {
    guildMonth: month.id,
    firstPart: parts.first,
    lastPart: parts.last,
    firstDay: days.first,
    lastDay: days.last,
    sliceRows,
    sliceMembers,
  };
  for (const deletion of deletions) {
    const statement = connection.prepare<object>(deletion);
    await untilDone(() => statement.run(parameters).changes > 0);
  }
}

const deletions = [
  `delete from part
    where id in (select id from part where id between :firstPart and :lastPart order by id limit :sliceRows)`,
  `delete from day_rollup
    where id in (select id from day_rollup where id between :firstDay and :lastDay order by id limit :sliceRows)`,
  'delete from day_summary where id between :firstDay and :lastDay',
  'delete from month_rows where guild_month = :guildMonth',
  'delete from delta where id in (select id from delta where guild_month = :guildMonth limit :sliceRows)',
  `delete from member
    where guild_month = :guildMonth
      and number in (select number from member where guild_month = :guildMonth order by number limit :sliceMembers)`,
  'delete from trial_member where guild_month = :guildMonth',
  'delete from month_activity where guild_month = :guildMonth',
  'delete from guild_month where id = :guildMonth',
];
