import { GatewayDispatchEvents, GatewayIntentBits } from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';

/** Something that the gateway tells the bot. */
export interface Dispatch {
  readonly event: GatewayDispatchEvents;
  /** Null for what happens outside of guilds. */
  readonly guildId: Snowflake | null;
  /** Intents of which one must have been asked for; 0 when it reaches everybody. */
  readonly intents: number;
  /** Its data as JSON, as whoever asked for these intents is told them. */
  readonly json: (intents: number) => string;
}

/** A dispatch that is the same for everybody who gets it. */
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

/** The intents that bring an event (Discord API reference, "List of Intents"). */
export function intentsOf(event: GatewayDispatchEvents, isInGuild: boolean): number {
  if (event.startsWith('GUILD_MEMBER_')) return GatewayIntentBits.GuildMembers;
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
