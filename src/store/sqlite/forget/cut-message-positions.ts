import type { Database as Connection } from 'better-sqlite3';
import { inSlices, nextTurn } from '../../../core/async/event-loop.ts';
import { compareSnowflakes, firstSnowflakeAt, type Snowflake } from '../../../core/snowflake.ts';
import { type Month, startOfMonthMs } from '../../../core/time.ts';
import type { MessageGap } from '../../records.ts';
import { MessagePositionWriter } from '../write/message-position-writer.ts';
import { deleteOfLane } from './lane-removal.ts';

/**
 * Deletes the message positions of a lane, except gaps that reach into `next`: these are cut to begin with it. Must run
 * inside the caller's transaction.
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

/** Rows read or written per turn of the event loop: a few milliseconds of work. */
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

/** The parts of the gaps from an id on. Both ends of a gap are exclusive. */
function gapsFrom(first: Snowflake, gaps: readonly MessageGap[]): readonly MessageGap[] {
  const before = String(BigInt(first) - 1n);
  return gaps
    .filter(({ beforeId }) => beforeId === null || compareSnowflakes(beforeId, first) > 0)
    .map((gap) => (compareSnowflakes(gap.afterId, before) < 0 ? { ...gap, afterId: before } : gap));
}
