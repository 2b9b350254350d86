import type { Database as Connection } from 'better-sqlite3';
import type { GuildEvent } from '../../core/events/event.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { prepared } from './access/prepared.ts';
import { oweRewrite } from './forget/owed-rewrites.ts';
import { eventsOf } from './read/events.ts';

/** See `EventStore.changeEvents`. Must run inside the caller's transaction. */
export function changeEvents(
  connection: Connection,
  guildId: Snowflake,
  change: (events: readonly GuildEvent[]) => readonly GuildEvent[],
): readonly GuildEvent[] | null {
  const guild = prepared<number>(connection, 'select key from guild where id = :guildId').pluck().get({ guildId });
  if (guild === undefined) return null;
  const before = eventsOf(connection, guildId);
  const after = change(before);
  if (after === before) return before;
  const kept = new Set(after.map(({ id }) => id));
  const remove = prepared(connection, 'delete from event where guild = :guild and number = :id');
  const removed = before.filter(({ id }) => !kept.has(id));
  for (const { id } of removed) remove.run({ guild, id });
  // Adjacent rows may have been copied when SQLite split a page.
  if (removed.length > 0) oweRewrite(connection, 'event');
  const known = new Set(before);
  const put = prepared(
    connection,
    `insert into event (guild, number, name, from_hour, to_hour, channel_id, discord_id, is_recurring)
     values (:guild, :id, :name, :from, :to, :channelId, :discordId, :isRecurring)
         on conflict (guild, number) do update
        set name = excluded.name, from_hour = excluded.from_hour, to_hour = excluded.to_hour,
            channel_id = excluded.channel_id, discord_id = excluded.discord_id, is_recurring = excluded.is_recurring`,
  );
  for (const event of after) {
    if (!known.has(event)) put.run({ guild, ...event, isRecurring: Number(event.isRecurring) });
  }
  return eventsOf(connection, guildId);
}
