import type { Collector } from '../../collect/collector.ts';
import type { CoverageTracker } from '../../collect/coverage-tracker.ts';
import type { GatewayProgress } from '../../collect/gateway-progress.ts';
import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Data, EventName } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import type { PeopleInVoice } from '../people-in-voice.ts';
import type { Refusals } from '../refusals.ts';

/** What listeners hand on to. */
export interface ListenerContext {
  readonly collector: Collector;
  readonly guilds: GuildRegistry;
  readonly coverage: CoverageTracker;
  readonly progress: GatewayProgress;
  /** Counts what a listener finds that it cannot use. */
  readonly refusals: Pick<Refusals, 'note'>;
  readonly peopleInVoice: PeopleInVoice;
  /** Asks Discord for the name of a channel that no event has described. Nobody waits for it. */
  readonly learnChannelSoon: (guildId: Snowflake, channelId: Snowflake) => void;
  /** Makes durable what is known by now, without being waited for. */
  readonly flushSoon: () => void;
  /** Counts what a guild's channels and forums have missed since, from their histories. Counting does not wait for it. */
  readonly catchUp: (guildId: Snowflake, forumIds: readonly Snowflake[], sinceMs: number) => void;
  /** Whether Discord tells what messages say, as it does with the Message Content intent. */
  readonly readsContent: boolean;
  /** Whether visitors are counted by language. */
  readonly countsLanguages: boolean;
  /** Whether visitors are counted by device. */
  readonly countsDevices: boolean;
  /** Says hello in a guild, once. */
  readonly greet: (guildId: Snowflake) => void;
  /** Answers a command, if the message or interaction is one. Counting does not wait for it. */
  readonly commands: {
    message(data: Data<'MESSAGE_CREATE'>): void;
    interaction(data: Data<'INTERACTION_CREATE'>): void;
  };
}

/** What is done about one kind of gateway event: filter, translate, hand on. It can read only what the shape declares. */
export interface Listener<Event extends EventName> {
  readonly event: Event;
  listen(data: Data<Event>, context: ListenerContext, timing: DispatchTiming): void | Promise<void>;
}

export type AnyListener = { [Event in EventName]: Listener<Event> }[EventName];
