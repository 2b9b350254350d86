import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { AnnouncedDeletion } from './deletion-store.ts';
import { hasCounters } from './guild-queries.ts';
import { prepared } from './prepared.ts';

/** See `DeletionStore.announceDeletions`. Within a transaction of the caller's. */
export async function announceDeletions(
  connection: Connection,
  before: Month,
  nowMs: number,
): Promise<readonly AnnouncedDeletion[]> {
  connection
    .prepare(
      `update guild_month
          set deletion_announced_at_ms = null
        where month >= :before and deletion_announced_at_ms is not null`,
    )
    .run({ before });
  const announce = connection.prepare<object>(
    `update guild_month
        set deletion_announced_at_ms = :nowMs
      where id in (select id
                     from guild_month
                    where month < :before
                      and is_sealed = 1
                      and deletion_announced_at_ms is null
                      and ${hasCounters}
                    limit :sliceRows)`,
  );
  while (announce.run({ before, nowMs, sliceRows }).changes > 0) await nextTurn();
  return prepared<AnnouncedDeletion>(connection, selectAnnounced).all({});
}

/** See `DeletionStore.announcedDeletions`. */
export function deletionsOf(snapshot: Connection, guildId: Snowflake): readonly AnnouncedDeletion[] {
  return prepared<AnnouncedDeletion>(snapshot, `select * from (${selectAnnounced}) where guildId = :guildId`).all({
    guildId,
  });
}

/** So many rows are written before the event loop turns. */
const sliceRows = 500;

const selectAnnounced = `
  select guild.id as guildId, month, deletion_announced_at_ms as announcedAtMs
    from guild_month join guild on guild.key = guild_month.guild
   where deletion_announced_at_ms is not null
   order by month, guild.id`;
