import type { Database as Connection } from 'better-sqlite3';
import { nextTurn } from '../../../core/async/event-loop.ts';
import type { Month } from '../../../core/time.ts';
import { countLanes } from '../lane-row.ts';
import { personalTables } from '../personal-tables.ts';
import { oweRewrite } from './owed-rewrites.ts';

/** Rows deleted, and guilds visited, per turn of the event loop. */
const sliceRows = 4_000;
const sliceGuilds = 500;

/**
 * Deletes all rows of a lane from a table that is keyed by guild. Must run inside the caller's transaction.
 *
 * If no other lane has rows there, the whole table is cleared: SQLite then clears whole pages, which leaves no copies
 * in split pages and takes a hundredth of the time. Otherwise the rows are deleted one by one, and the table must be
 * rewritten before all traces are gone. That is needed even if the lane has no rows, because rows deleted earlier may
 * have left copies.
 */
export async function deleteOfLane(
  connection: Connection,
  lane: number,
  table: 'voice_session' | 'message_position' | 'thread',
): Promise<void> {
  const others = `select 1 from ${table} where guild not in (select key from guild where lane = :lane) limit 1`;
  if (!hasOthers(connection, lane, others)) {
    connection.exec(`delete from ${table}`);
    return;
  }
  const guilds = connection.prepare<object, number>('select key from guild where lane = :lane').pluck().all({ lane });
  await deleteUnder(connection, table, guilds);
}

/** Deletes the member rows of the lane's month after its tokens were moved to a blob. See {@link deleteOfLane}. */
export async function deleteMembersOfLane(connection: Connection, lane: number, month: Month): Promise<void> {
  // Only rows in months without a token blob are needed; all others may be deleted at any time.
  const others = `
    select 1
      from guild
      cross join guild_month on guild_month.guild = guild.key and tokens is null
      cross join member on member.guild_month = guild_month.id
     where guild.lane <> :lane
     limit 1`;
  if (!hasOthers(connection, lane, others)) {
    connection.exec('delete from member');
    return;
  }
  const guildMonths = connection
    .prepare<object, number>(
      `select guild_month.id
         from guild_month join guild on guild.key = guild_month.guild
        where month = :month and lane = :lane and tokens is not null`,
    )
    .pluck()
    .all({ lane, month });
  await deleteUnder(connection, 'member', guildMonths);
}

/** Deletes the lane's gateway position. See {@link deleteOfLane}. */
export function deletePositionOfLane(connection: Connection, lane: number): void {
  if (!hasOthers(connection, lane, 'select 1 from gateway_position where lane <> :lane limit 1')) {
    connection.exec('delete from gateway_position');
    return;
  }
  connection.prepare<object>('delete from gateway_position where lane = :lane').run({ lane });
  oweRewrite(connection, 'gateway_position');
}

/** Whether `query` finds a row of another lane. */
function hasOthers(connection: Connection, lane: number, query: string): boolean {
  return countLanes(connection) > 1 && connection.prepare<object>(query).get({ lane }) !== undefined;
}

async function deleteUnder(
  connection: Connection,
  table: Exclude<keyof typeof personalTables, 'gateway_position'>,
  keys: readonly number[],
): Promise<void> {
  const [first, second] = personalTables[table];
  const deletion = connection.prepare<object>(
    `delete from ${table}
      where ${first} = :key
        and ${second} in (select ${second} from ${table} where ${first} = :key order by ${second} limit :sliceRows)`,
  );
  let rows = 0;
  for (const [index, key] of keys.entries()) {
    for (let changes = sliceRows; changes === sliceRows; ) {
      ({ changes } = deletion.run({ key, sliceRows }));
      rows += changes;
      if (rows < sliceRows && index % sliceGuilds < sliceGuilds - 1) continue;
      rows = 0;
      await nextTurn();
    }
  }
  oweRewrite(connection, table);
}
