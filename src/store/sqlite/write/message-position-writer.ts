import type { Database as Connection } from 'better-sqlite3';
import type { MessagePosition } from '../../records.ts';

/** Writes message positions. Must run inside the caller's transaction. */
export class MessagePositionWriter {
  readonly #put;
  readonly #remove;

  constructor(connection: Connection) {
    this.#put = connection.prepare<object>(`
      insert or replace into message_position
             (guild, channel_id, last_id, read_up_to_id, gaps)
      values (:guild, :channelId, :lastId, :readUpToId, :gaps)`);
    this.#remove = connection.prepare<object>(
      'delete from message_position where guild = :guild and channel_id = :channelId',
    );
  }

  /** `guild` is the key of the guild's row. An empty position is deleted. */
  put(guild: number, { channelId, lastId, readUpToId, gaps }: Omit<MessagePosition, 'guildId'>): void {
    if (lastId === null && readUpToId === null && gaps.length === 0) this.#remove.run({ guild, channelId });
    else this.#put.run({ guild, channelId, lastId, readUpToId, gaps: JSON.stringify(gaps) });
  }
}
