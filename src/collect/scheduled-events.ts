import { SerialQueue } from '../core/async/serial-queue.ts';
import type { Clock } from '../core/clock.ts';
import type { GuildEvent } from '../core/events/event.ts';
import {
  type ScheduledEvent,
  withoutScheduledEvent,
  withScheduledEvent,
  withScheduledEvents,
} from '../core/events/scheduled-event.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Flusher } from './flusher.ts';
import type { GuildRegistry } from './guild-registry.ts';

export interface ScheduledEventsDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly store: EventStore;
  readonly guilds: Pick<GuildRegistry, 'get' | 'settings'>;
  readonly flusher: Pick<Flusher, 'flush'>;
}

/**
 * Takes over the events that Discord schedules, in guilds that want it. What the disk refuses comes again with the next
 * list, when Census connects again.
 */
export class ScheduledEvents {
  readonly #deps: ScheduledEventsDeps;
  /** In the order in which Discord sent them. */
  readonly #queue = new SerialQueue();

  constructor(deps: ScheduledEventsDeps) {
    this.#deps = deps;
  }

  /** All events of a guild that are to come or on. */
  list(guildId: Snowflake, listed: readonly ScheduledEvent[]): Promise<void> {
    return this.#change(guildId, (events, nowMs) => withScheduledEvents(events, listed, nowMs));
  }

  /** One that is new or has changed. */
  put(guildId: Snowflake, scheduled: ScheduledEvent): Promise<void> {
    return this.#change(guildId, (events, nowMs) => withScheduledEvent(events, scheduled, nowMs));
  }

  /** One was deleted. */
  remove(guildId: Snowflake, discordId: Snowflake): Promise<void> {
    return this.#change(guildId, (events, nowMs) => withoutScheduledEvent(events, discordId, nowMs));
  }

  #change(
    guildId: Snowflake,
    changed: (events: readonly GuildEvent[], nowMs: number) => readonly GuildEvent[],
  ): Promise<void> {
    const { clock, store, guilds, flusher } = this.#deps;
    const nowMs = clock.now();
    return this.#queue.run(async () => {
      if (guilds.get(guildId) === undefined || guilds.settings(guildId).scheduledEvents === 'off') return;
      const change = (events: readonly GuildEvent[]) => changed(events, nowMs);
      if ((await store.changeEvents(guildId, change)) !== null) return;
      await flusher.flush(); // A guild that is new is stored with the next batch.
      await store.changeEvents(guildId, change);
    });
  }
}
