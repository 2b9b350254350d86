import type { Database as Connection } from 'better-sqlite3';
import { inSlices, nextTurn } from '../../../core/async/event-loop.ts';
import { compareSnowflakes, firstSnowflakeAt, type Snowflake } from '../../../core/snowflake.ts';
import { type Month, startOfMonthMs } from '../../../core/time.ts';
import type { MessageGap, MessagePosition } from '../../records/message-position.ts';
import { deleteOfLane } from '../forget/lane-removal.ts';

/** Puts message positions into their table, within a transaction of the caller's. */
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

  /** `guild` is the key of the guild's row. A position that says nothing is deleted. */
  put(guild: number, { channelId, lastId, readUpToId, gaps }: Omit<MessagePosition, 'guildId'>): void {
    if (lastId === null && readUpToId === null && gaps.length === 0) this.#remove.run({ guild, channelId });
    else this.#put.run({ guild, channelId, lastId, readUpToId, gaps: JSON.stringify(gaps) });
  }
}

/** Those of a lane's guilds. */
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

/**
 * Forgets all message positions of a lane but the gaps that reach into `next`, which begin with it from then on; within
 * a transaction of the caller's.
 */
export async function cutMessagePositions(connection: Connection, lane: number, next: Month): Promise<void> {
  const first = firstSnowflakeAt(startOfMonthMs(next));
  const kept: { readonly guild: number; readonly channelId: Snowflake; readonly gaps: readonly MessageGap[] }[] = [];
  for await (const { guild, channelId, gaps } of gapsOfLane(connection, lane)) {
    const cut = gapsFrom(first, JSON.parse(gaps));
    if (cut.length > 0) kept.push({ guild, channelId, gaps: cut });
  }
  await deleteOfLane(connection, lane, 'message_position');

  const writer = new MessagePositionWriter(connection);
  await inSlices(kept, sliceRows, ({ guild, ...position }) => {
    writer.put(guild, { ...position, lastId: null, readUpToId: null });
  });
}

/** So many rows are read or written before the event loop turns; that takes a few milliseconds. */
const sliceRows = 1000;

interface GapsRow {
  readonly guild: number;
  readonly channelId: Snowflake;
  readonly gaps: string;
}

async function* gapsOfLane(connection: Connection, lane: number): AsyncGenerator<GapsRow> {
  const slice = connection.prepare<object, GapsRow>(`
    select guild, channel_id as channelId, gaps
      from message_position
     where (guild, channel_id) > (:guild, :channelId) and gaps <> '[]'
       and (select lane from guild where guild.key = message_position.guild) = :lane
     order by guild, channel_id
     limit :sliceRows`);
  let last: GapsRow | undefined = { guild: 0, channelId: '', gaps: '[]' };
  while (last !== undefined) {
    const rows: GapsRow[] = slice.all({ lane, guild: last.guild, channelId: last.channelId, sliceRows });
    yield* rows;
    last = rows.at(-1);
    await nextTurn();
  }
}

/** What of the gaps lies at or after an id. The ends of a gap are not within it. */
function gapsFrom(first: Snowflake, gaps: readonly MessageGap[]): readonly MessageGap[] {
  const before = String(BigInt(first) - 1n);
  return gaps
    .filter(({ beforeId }) => beforeId === null || compareSnowflakes(beforeId, first) > 0)
    .map((gap) => (compareSnowflakes(gap.afterId, before) < 0 ? { ...gap, afterId: before } : gap));
}
