import type { Database as Connection } from 'better-sqlite3';
import { untilDone } from '../../../core/async/event-loop.ts';
import { hoursOfMonth } from '../../../core/time.ts';
import { type GuildMonthKey, segmentId } from '../segment-id.ts';

/** Rows deleted per turn of the event loop. A row may have 50 kB. */
const sliceRows = 8;

/** The same for member rows, which are small. */
const sliceMembers = 4_000;

/** Deletes a guild's month with its counters and tokens. Must run inside the caller's transaction. */
export async function deleteMonth(connection: Connection, month: GuildMonthKey): Promise<void> {
  const { from, to } = hoursOfMonth(month.month);
  const parameters = {
    guildMonth: month.id,
    first: segmentId(month, from),
    end: segmentId(month, to),
    sliceRows,
    sliceMembers,
  };
  for (const deletion of deletions) {
    const statement = connection.prepare<object>(deletion);
    await untilDone(() => statement.run(parameters).changes > 0);
  }
}

const deletions = [
  `delete from segment
    where id in (select id from segment where id >= :first and id < :end order by id limit :sliceRows)`,
  'delete from delta where id in (select id from delta where guild_month = :guildMonth limit :sliceRows)',
  `delete from member
    where guild_month = :guildMonth
      and number in (select number from member where guild_month = :guildMonth order by number limit :sliceMembers)`,
  'delete from trial_member where guild_month = :guildMonth',
  'delete from month_activity where guild_month = :guildMonth',
  'delete from guild_month where id = :guildMonth',
];
