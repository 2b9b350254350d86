import type { Database as Connection } from 'better-sqlite3';
import { nextTurn } from '../../../core/async/event-loop.ts';
import type { Month } from '../../../core/time.ts';
import { countLanes } from '../lane-row.ts';
import { personalTables } from '../personal-tables.ts';
import { oweRewrite } from './owed-rewrites.ts';

/** So many rows are deleted before the event loop turns. */
const sliceRows = 4_000;
const sliceGuilds = 500;

/**
 * Deletes all that a lane has in a table by guild, within a transaction of the caller's. Only where all rows go at once
 * does SQLite clear whole pages; that leaves no copy where a page was split, and takes a hundredth of the time. While
 * other lanes have rows there, the lane's are deleted one by one, and the table has to be written once more before all
 * is forgotten. That holds also where the lane has no row left: one that was deleted before may have left a copy.
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

/** Deletes the rows of the lane's members in a month that has their tokens elsewhere. See {@link deleteOfLane}. */
export async function deleteMembersOfLane(connection: Connection, lane: number, month: Month): Promise<void> {
  // Members of other lanes are in months without tokens; those of a month that has them may go at any time.
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

/** Deletes the lane's session. See {@link deleteOfLane}. */
export function deletePositionOfLane(connection: Connection, lane: number): void {
  if (!hasOthers(connection, lane, 'select 1 from gateway_position where lane <> :lane limit 1')) {
    connection.exec('delete from gateway_position');
    return;
  }
  connection.prepare<object>('delete from gateway_position where lane = :lane').run({ lane });
  oweRewrite(connection, 'gateway_position');
}

/** `query` finds a row of another lane, if there is one. */
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
