import type { Collector } from '../../collect/collector.ts';
import type { CoverageTracker } from '../../collect/coverage-tracker.ts';
import type { GatewayProgress } from '../../collect/gateway-progress.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { ScheduledEvent } from '../../core/events/scheduled-event.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Data, EventName } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import type { GuildCache } from '../guild-cache.ts';
import type { PeopleInVoice } from '../people-in-voice.ts';
import type { Refusals } from '../refusals.ts';

/** The services that listeners call. */
export interface ListenerContext {
  readonly collector: Collector;
  readonly guilds: GuildRegistry;
  readonly guildCache: Pick<GuildCache, 'isModerator' | 'isKnownApp' | 'everyoneMay'>;
  readonly coverage: CoverageTracker;
  readonly progress: GatewayProgress;
  /** Counts the values that a listener cannot use. */
  readonly refusals: Pick<Refusals, 'note'>;
  readonly peopleInVoice: PeopleInVoice;
  /** Asks Discord for the name of a channel that no event has described, in the background. */
  readonly learnChannelSoon: (guildId: Snowflake, channelId: Snowflake) => void;
  /** Writes the current state to the store soon, in the background. */
  readonly flushSoon: () => void;
  /** Counts the missed messages of a guild's channels and forums from their histories, in the background. */
  readonly catchUp: (guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number) => void;
  /** Whether Discord sends the content of messages, as it does with the Message Content intent. */
  readonly readsContent: boolean;
  /** Whether visitors are counted by language. */
  readonly countsLanguages: boolean;
  /** Whether visitors are counted by device. */
  readonly countsDevices: boolean;
  /** Takes over the events that Discord schedules, in the background. */
  readonly scheduledEvents: {
    list(guildId: Snowflake, listed: readonly ScheduledEvent[]): void;
    put(guildId: Snowflake, scheduled: ScheduledEvent): void;
    remove(guildId: Snowflake, discordId: Snowflake): void;
  };
  /** Posts the greeting in a guild, once. */
  readonly greet: (guildId: Snowflake) => void;
  /** Answers a command in the background, if the message or interaction is one. */
  readonly commands: {
    message(data: Data<'MESSAGE_CREATE'>): void;
    interaction(data: Data<'INTERACTION_CREATE'>): void;
  };
}

/** Handles one kind of gateway event. It can read only the fields that the event's shape declares. */
export interface Listener<Event extends EventName> {
  readonly event: Event;
  listen(data: Data<Event>, context: ListenerContext, timing: DispatchTiming): void | Promise<void>;
}

export type AnyListener = { [Event in EventName]: Listener<Event> }[EventName];
