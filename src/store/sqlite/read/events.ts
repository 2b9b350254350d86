import type { Database as Connection } from 'better-sqlite3';
import type { GuildEvent } from '../../../core/events/event.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { prepared } from '../access/prepared.ts';

/** See `StoreReader.events`. */
export function eventsOf(snapshot: Connection, guildId: Snowflake): readonly GuildEvent[] {
  return prepared<EventRow>(
    snapshot,
    `select number, name, from_hour, to_hour, channel_id, discord_id, is_recurring
       from event
      where guild = (select key from guild where id = :guildId)`,
  )
    .all({ guildId })
    .map(eventOfRow)
    .sort((a, b) => a.from - b.from || a.id - b.id);
}

interface EventRow {
  readonly number: number;
  readonly name: string;
  readonly from_hour: number;
  readonly to_hour: number;
  readonly channel_id: Snowflake | null;
  readonly discord_id: Snowflake | null;
  readonly is_recurring: number;
}

function eventOfRow(row: EventRow): GuildEvent {
  return {
    id: row.number,
    name: row.name,
    from: row.from_hour,
    to: row.to_hour,
    channelId: row.channel_id,
    discordId: row.discord_id,
    isRecurring: row.is_recurring === 1,
  };
}
