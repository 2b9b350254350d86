import { GatewayDispatchEvents } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { ScheduledEvent } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { type Payload, timestamp } from './payloads.ts';
import type { World } from './world.ts';

/** Schedules events, changes them and deletes them. */
export class ScheduledEvents {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Adds an event, or replaces the one with its id. One that is over is no longer listed. */
  put(guildId: Snowflake, event: ScheduledEvent): void {
    const { scheduledEvents } = this.#world.guild(guildId);
    const isNew = !scheduledEvents.has(event.id);
    if (event.status === 'completed' || event.status === 'canceled') scheduledEvents.delete(event.id);
    else scheduledEvents.set(event.id, event);
    this.#emit(
      isNew ? GatewayDispatchEvents.GuildScheduledEventCreate : GatewayDispatchEvents.GuildScheduledEventUpdate,
      guildId,
      event,
    );
  }

  delete(guildId: Snowflake, id: Snowflake): void {
    const { scheduledEvents } = this.#world.guild(guildId);
    const event = scheduledEvents.get(id);
    if (event === undefined) throw new RangeError('no such event in this guild');
    scheduledEvents.delete(id);
    this.#emit(GatewayDispatchEvents.GuildScheduledEventDelete, guildId, event);
  }

  #emit(type: GatewayDispatchEvents, guildId: Snowflake, event: ScheduledEvent): void {
    this.#world.emit(dispatchOf(type, guildId, scheduledEventPayload(event, guildId)));
  }
}

/** As Discord sends it (API reference, "Guild Scheduled Event"). */
export function scheduledEventPayload(event: ScheduledEvent, guildId: Snowflake): Payload {
  return {
    id: event.id,
    guild_id: guildId,
    channel_id: event.channelId,
    creator_id: null,
    name: event.name,
    description: null,
    scheduled_start_time: timestamp(event.startMs),
    scheduled_end_time: event.endMs === null ? null : timestamp(event.endMs),
    privacy_level: 2,
    status: { scheduled: 1, active: 2, completed: 3, canceled: 4 }[event.status],
    entity_type: event.channelId === null ? 3 : 2,
    entity_id: null,
    entity_metadata: event.channelId === null ? { location: 'elsewhere' } : null,
    image: null,
    recurrence_rule: event.isWeekly === true ? { frequency: 2, interval: 1 } : null,
  };
}
