import type { GatewayDispatchPayload } from '@discordjs/core';
import type { Snowflake } from '../core/snowflake.ts';
import { bearsCounts, faultIn, isEventName, type KnownDispatch } from './dispatch-shapes.ts';
import type { DispatchTiming } from './dispatch-timing.ts';
import type { GuildCache } from './guild-cache.ts';
import {
  channelCreate,
  channelDelete,
  channelUpdate,
  threadCreate,
  threadDelete,
  threadListSync,
} from './listeners/channels.ts';
import { guildCreate, guildDelete, guildUpdate } from './listeners/guilds.ts';
import { interactionCreate } from './listeners/interaction-create.ts';
import type { AnyListener, ListenerContext } from './listeners/listener.ts';
import { guildMemberAdd, guildMemberRemove, guildMemberUpdate } from './listeners/members.ts';
import { messageCreate } from './listeners/message-create.ts';
import { messageReactionAdd } from './listeners/message-reaction-add.ts';
import { guildRoleCreate, presenceUpdate } from './listeners/presences.ts';
import { guildAuditLogEntryCreate, guildBanAdd } from './listeners/removals.ts';
import {
  guildScheduledEventCreate,
  guildScheduledEventDelete,
  guildScheduledEventUpdate,
} from './listeners/scheduled-events.ts';
import { ready, resumed } from './listeners/session.ts';
import { voiceStateUpdate } from './listeners/voice-state-update.ts';
import { foreignGuildIn } from './own-guilds.ts';

/** The listeners of Census, one per event. All other events are ignored. */
const listeners = [
  messageCreate,
  messageReactionAdd,
  presenceUpdate,
  voiceStateUpdate,
  guildMemberAdd,
  guildMemberRemove,
  guildMemberUpdate,
  interactionCreate,
  guildCreate,
  guildUpdate,
  guildDelete,
  guildScheduledEventCreate,
  guildScheduledEventUpdate,
  guildScheduledEventDelete,
  guildRoleCreate,
  guildBanAdd,
  guildAuditLogEntryCreate,
  channelCreate,
  channelUpdate,
  channelDelete,
  threadCreate,
  threadDelete,
  threadListSync,
  ready,
  resumed,
] satisfies readonly AnyListener[];

export interface DispatcherDeps {
  readonly context: ListenerContext;
  /** Whether this connection has the guild. Called for nearly every dispatch. */
  readonly isOwn: (guildId: Snowflake) => boolean;
  /** Receives every dispatch before its listener does. */
  readonly guildCache: Pick<GuildCache, 'apply'>;
  /** A dispatch failed. Its event is missing from the counts of its guild, if the guild is known. */
  readonly onFailure: (error: unknown, event: string) => void;
}

/** Passes each valid dispatch to the listener of its event. */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #listeners: ReadonlyMap<string, AnyListener>;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.#listeners = new Map(listeners.map((listener) => [listener.event, listener]));
  }

  /**
   * Handles one dispatch. Never throws or rejects: a dispatch that fails becomes a gap, and the next one goes on.
   *
   * @param nowMs When the dispatch was received, in milliseconds since the Unix epoch.
   */
  dispatch(payload: GatewayDispatchPayload, nowMs: number): void | Promise<void> {
    const { context, guildCache } = this.#deps;
    if (!isEventName(payload.t)) return;
    const field = faultIn(payload.t, payload.d, nowMs) ?? foreignGuildIn(payload as KnownDispatch, this.#deps.isOwn);
    if (field !== null) return this.refuse(payload, field, nowMs);
    try {
      guildCache.apply(payload as KnownDispatch);
    } catch (error) {
      this.#deps.onFailure(error, payload.t); // Counting does not depend on the cache.
    }
    const listener = this.#listeners.get(payload.t);
    if (listener === undefined) return;
    const timing: DispatchTiming = {
      sequence: payload.s,
      nowMs,
      stateValidUntilMs: context.coverage.untilMs(nowMs),
    };
    try {
      // The listener is looked up by the event's name, so the payload has its type.
      const work = listener.listen(payload.d as never, context, timing);
      if (work !== undefined) return work.catch((error: unknown) => this.#fail(error, payload, nowMs));
    } catch (error) {
      this.#fail(error, payload, nowMs);
    }
  }

  /**
   * Refuses a dispatch, received at `nowMs`, because of one invalid field. If counts may be missing, that becomes a
   * gap.
   */
  refuse({ t: event, d: data }: UnknownDispatch, field: string, nowMs: number): void {
    const name = isEventName(event) ? event : 'frame';
    const { refusals } = this.#deps.context;
    const mayLackCounts = name !== 'frame' && bearsCounts(name);
    refusals.note({ event: name, field }, this.#knownGuildIn(event, data), mayLackCounts, nowMs);
  }

  #fail(error: unknown, { t: event, d: data }: UnknownDispatch, nowMs: number): void {
    const guildId = this.#knownGuildIn(event, data);
    if (guildId !== null) this.#deps.context.coverage.missed(guildId, nowMs, nowMs + 1);
    this.#deps.onFailure(error, event);
  }

  /** The known guild that a dispatch belongs to, or null. The payload may have any shape. */
  #knownGuildIn(event: string, data: unknown): Snowflake | null {
    const { id, guild_id: guildId = event.startsWith('GUILD_') ? id : undefined } = Object(data) as GuildIds;
    return typeof guildId === 'string' && this.#deps.context.guilds.get(guildId) !== undefined ? guildId : null;
  }
}

/** A dispatch that has not been validated, except for its event's name. */
interface UnknownDispatch {
  readonly t: string;
  readonly d: unknown;
}

interface GuildIds {
  readonly id?: unknown;
  readonly guild_id?: unknown;
}
