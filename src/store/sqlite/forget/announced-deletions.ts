import type { Database as Connection } from 'better-sqlite3';
import { untilDone } from '../../../core/async/event-loop.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Month } from '../../../core/time.ts';
import type { AnnouncedDeletion } from '../../month-store.ts';
import { prepared } from '../access/prepared.ts';
import { monthIsOfLane } from '../lane-row.ts';
import { withCounters } from '../read/guild-queries.ts';

/** See `MonthStore.announceDeletions`. Must run inside the caller's transaction. */
export async function announceDeletions(
  connection: Connection,
  lane: number,
  before: Month,
  nowMs: number,
): Promise<readonly AnnouncedDeletion[]> {
  connection
    .prepare(
      `update guild_month
          set deletion_announced_at_ms = null
        where month >= :before and deletion_announced_at_ms is not null and ${monthIsOfLane}`,
    )
    .run({ lane, before });
  const announce = connection.prepare<object>(
    `update guild_month
        set deletion_announced_at_ms = :nowMs
      where id in (select id
                     from guild_month
                    where month < :before
                      and is_sealed = 1
                      and deletion_announced_at_ms is null
                      and ${monthIsOfLane}
                      and ${withCounters}
                    limit :sliceRows)`,
  );
  await untilDone(() => announce.run({ lane, before, nowMs, sliceRows }).changes > 0);
  return prepared<AnnouncedDeletion>(connection, announcedWhere('lane = :lane')).all({ lane });
}

/** See `StoreReader.announcedDeletions`. */
export function deletionsOf(snapshot: Connection, guildId: Snowflake): readonly AnnouncedDeletion[] {
  return prepared<AnnouncedDeletion>(snapshot, announcedWhere('guild.id = :guildId')).all({ guildId });
}

/** Rows written per turn of the event loop. */
const sliceRows = 500;

function announcedWhere(condition: string): string {
  return `
    select guild.id as guildId, month, deletion_announced_at_ms as announcedAtMs
      from guild_month join guild on guild.key = guild_month.guild
     where deletion_announced_at_ms is not null and ${condition}
     order by month, guild.id`;
}
