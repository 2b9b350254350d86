import type { GuildEvent } from '../core/events/event.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** The part of the port that keeps named spans of time. `StoreReader.events` reads them. */
export interface EventStore {
  /**
   * Replaces the events of a guild by what `change` makes of them, all or nothing. No other change comes in between.
   * Resolves to the events as they are then, once they would survive a power loss; null if the guild is not stored. What
   * was removed is overwritten by the next `ErasureStore.forget`.
   *
   * @throws What `change` throws. Nothing has changed then.
   */
  changeEvents(
    guildId: Snowflake,
    change: (events: readonly GuildEvent[]) => readonly GuildEvent[],
  ): Promise<readonly GuildEvent[] | null>;
}
