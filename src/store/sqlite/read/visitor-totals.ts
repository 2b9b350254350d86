import type { Database as Connection } from 'better-sqlite3';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { Month } from '../../../core/time.ts';
import type { VisitorTotal } from '../../../core/visit.ts';

/** See `StoreReader.visitors`. */
export function visitorsOf(snapshot: Connection, guildId: Snowflake): readonly VisitorTotal[] {
  return snapshot
    .prepare<object, VisitorTotal>(
      `select month, dimension, value, members
         from visitor_total join guild on guild.key = visitor_total.guild
        where guild.id = :guildId
        order by month, dimension, value`,
    )
    .all({ guildId });
}

/**
 * See `MonthStore.forgetVisitors`. Within a transaction of the caller's. Of a single row a copy may remain in the
 * unused part of a page that was split; as it names nobody, the table is not written anew for it.
 */
export function forgetVisitors(connection: Connection, guildId: Snowflake, before: Month): number {
  return connection
    .prepare<object>(
      `delete from visitor_total
        where guild = (select key from guild where id = :guildId) and month < :before`,
    )
    .run({ guildId, before }).changes;
}
