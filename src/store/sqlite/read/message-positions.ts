import type { Database as Connection } from 'better-sqlite3';
import type { MessagePosition } from '../../records.ts';

/** The message positions of a lane. */
export function readMessagePositions(snapshot: Connection, lane: number): readonly MessagePosition[] {
  return snapshot
    .prepare<object, Omit<MessagePosition, 'gaps'> & { readonly gaps: string }>(
      `select guild.id as guildId, channel_id as channelId, last_id as lastId, read_up_to_id as readUpToId, gaps
         from message_position join guild on guild.key = message_position.guild
        where lane = :lane
        order by guild, channel_id`,
    )
    .all({ lane })
    .map((row) => ({ ...row, gaps: JSON.parse(row.gaps) }));
}
