import type { Database as Connection } from 'better-sqlite3';
import { inSlices } from '../../core/async/event-loop.ts';
import { isSnowflake, laneOf, type Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';
import { unsealedMonths } from './forget/sealing.ts';
import { type LaneRow, readLanes } from './lane-row.ts';

/** So many guilds are looked at before the event loop turns; that takes a few milliseconds. */
const sliceGuilds = 1_000;

/** See `Lanes.divide`. Within a transaction of the caller's. False where there are so many lanes already. */
export async function divide(connection: Connection, count: number): Promise<boolean> {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('there is at least one lane');
  const lanes = readLanes(connection);
  if (lanes.length === count) return false;

  const openMonth = commonMonth(connection, lanes);
  const observedUntilMs = seenByAll(connection, lanes);
  await moveGuilds(connection, count, openMonth);
  // A session goes on for the guilds that it was begun for.
  connection.exec('delete from gateway_position');
  connection.prepare<object>('delete from lane where lane >= :count').run({ count });
  const add = connection.prepare<object>('insert into lane (lane, batch, open_month) values (:lane, 0, :openMonth)');
  for (let lane = lanes.length; lane < count; lane += 1) add.run({ lane, openMonth });
  connection.prepare<object>('update lane set observed_until_ms = :observedUntilMs').run({ observedUntilMs });
  return true;
}

/**
 * Up to when all was seen by the lane that saw the most; null where nothing ever was. The guilds of one that saw less have a
 * gap from then on, which ends when they are seen again: nobody else's coverage is the worse for it.
 */
function seenByAll(connection: Connection, lanes: readonly LaneRow[]): number | null {
  const seen = lanes.flatMap(({ lane, observedUntilMs }) =>
    observedUntilMs === null ? [] : [{ lane, observedUntilMs }],
  );
  if (seen.length === 0) return null;
  const latestMs = Math.max(...seen.map(({ observedUntilMs }) => observedUntilMs));
  const cutOff = connection.prepare<object>(
    `insert into gap (guild, from_second)
     select key, :fromSecond
       from guild
      where lane = :lane and left_ms is null
        and not exists (select * from gap where gap.guild = guild.key and to_second is null)
     on conflict (guild, from_second) do update set to_second = null`,
  );
  for (const { lane, observedUntilMs } of seen) {
    if (observedUntilMs < latestMs) cutOff.run({ lane, fromSecond: Math.floor(observedUntilMs / 1000) });
  }
  return latestMs;
}

/** @throws {Error} when there is none, or a lane has not finished with an earlier one: its salt stays behind with it. */
function commonMonth(connection: Connection, lanes: readonly LaneRow[]): Month | null {
  const months = new Set(lanes.map(({ openMonth }) => openMonth));
  if (months.size !== 1) throw new Error('lanes that are in different months cannot be divided');
  const isClosing = lanes.some(
    ({ lane, rotation }) => rotation !== null || unsealedMonths(connection, lane).length > 0,
  );
  if (isClosing) throw new Error('lanes that are closing a month cannot be divided');
  return lanes[0]?.openMonth ?? null;
}

async function moveGuilds(connection: Connection, count: number, openMonth: Month | null): Promise<void> {
  const move = connection.prepare<object>('update guild set lane = :lane where key = :key');
  // Its people stay behind: a person is met again under another number.
  const split = connection.prepare<object>(
    `update guild_month
        set is_split = 1
      where guild = :key and month = :openMonth and exists (select * from member where guild_month = guild_month.id)`,
  );
  const guilds = connection.prepare<[], GuildInLane>('select key, id, lane from guild order by key').all();
  await inSlices(guilds, sliceGuilds, ({ key, id, lane: before }) => {
    const lane = isSnowflake(id) ? laneOf(id, count) : 0;
    if (lane !== before) {
      move.run({ key, lane });
      split.run({ key, openMonth });
    }
  });
}

interface GuildInLane {
  readonly key: number;
  readonly id: Snowflake;
  readonly lane: number;
}
