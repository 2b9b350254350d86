import { GatewayDispatchEvents, GatewayIntentBits } from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';

/** An event that the gateway sends to the bot. */
export interface Dispatch {
  readonly event: GatewayDispatchEvents;
  /** Null for events outside guilds. */
  readonly guildId: Snowflake | null;
  /** The intents of which a client must have one; 0 for an event that every client receives. */
  readonly intents: number;
  /** The data as JSON, for a client with these intents. */
  readonly json: (intents: number) => string;
}

/** A dispatch that is the same for all clients. */
export function dispatchOf(event: GatewayDispatchEvents, guildId: Snowflake | null, data: unknown): Dispatch {
  let json: string | undefined;
  return {
    event,
    guildId,
    intents: intentsOf(event, guildId !== null),
    json: () => {
      json ??= JSON.stringify(data);
      return json;
    },
  };
}

/** The intents that include an event (Discord API reference, "List of Intents"). */
export function intentsOf(event: GatewayDispatchEvents, isInGuild: boolean): number {
  if (event.startsWith('GUILD_MEMBER_')) return GatewayIntentBits.GuildMembers;
  if (event.startsWith('GUILD_SCHEDULED_EVENT_')) return GatewayIntentBits.GuildScheduledEvents;
  if (event.startsWith('GUILD_BAN_') || event === GatewayDispatchEvents.GuildAuditLogEntryCreate) {
    return GatewayIntentBits.GuildModeration;
  }
  if (event.startsWith('MESSAGE_REACTION_')) {
    return isInGuild ? GatewayIntentBits.GuildMessageReactions : GatewayIntentBits.DirectMessageReactions;
  }
  if (event.startsWith('MESSAGE_')) {
    return isInGuild ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages;
  }
  if (event === GatewayDispatchEvents.PresenceUpdate) return GatewayIntentBits.GuildPresences;
  if (event === GatewayDispatchEvents.VoiceStateUpdate) return GatewayIntentBits.GuildVoiceStates;
  if (/^(GUILD|CHANNEL|THREAD)_/.test(event)) return GatewayIntentBits.Guilds;
  return 0;
}
