import { GatewayDispatchEvents, GatewayIntentBits } from '@discordjs/core';
import { type Guild, isActiveThread, isThread, type Member } from './entities.ts';
import { type Dispatch, dispatchOf } from './gateway/dispatch.ts';
import {
  channelPayload,
  guildPayload,
  memberPayload,
  type Payload,
  presencePayload,
  timestamp,
  userPayload,
  voiceStatePayload,
} from './payloads.ts';
import { scheduledEventPayload } from './scheduled-events.ts';
import type { World } from './world.ts';

const largeFrom = 250;

/**
 * GUILD_CREATE: the state of a guild at this instant. Without the presence intent, `members` has only the bot and the
 * members in voice; with it, also all who are online (Discord API reference, "Guild Create").
 */
export function guildSnapshot(world: World, guild: Guild): Dispatch {
  const complete = snapshotOf(world, guild, true);
  if (guild.presences.size === 0) return complete;
  const partial = snapshotOf(world, guild, false);
  const json = (intents: number) => (intents & GatewayIntentBits.GuildPresences ? complete : partial).json(intents);
  return { ...complete, json };
}

function snapshotOf(world: World, guild: Guild, hasPresences: boolean): Dispatch {
  const channels = [...guild.channels.values()];
  const bot = world.memberOf(guild, world.bot.id);
  const presences = hasPresences ? [...guild.presences] : [];
  const seen = new Set([bot.userId, ...guild.voiceStates.keys(), ...presences.map(([userId]) => userId)]);
  return dispatchOf(GatewayDispatchEvents.GuildCreate, guild.id, {
    ...guildPayload(guild),
    joined_at: timestamp(bot.joinedAtMs),
    unavailable: false,
    large: guild.memberCount > largeFrom,
    member_count: guild.memberCount,
    members: [...seen].map((userId) => withUser(world, world.memberOf(guild, userId))),
    voice_states: [...guild.voiceStates.values()].map(voiceStatePayload),
    channels: channels.filter((channel) => !isThread(channel)).map(channelPayload),
    threads: channels.filter((channel) => isActiveThread(channel) && world.isVisible(channel)).map(channelPayload),
    presences: presences.map(([userId, devices]) => presencePayload(userId, devices)),
    stage_instances: [],
    guild_scheduled_events: [...guild.scheduledEvents.values()].map((event) => scheduledEventPayload(event, guild.id)),
    soundboard_sounds: [],
  });
}

/** A member with its user, as everywhere but in messages. */
export function withUser(world: World, member: Member): Payload {
  return { ...memberPayload(member), user: userPayload(world.user(member.userId)) };
}
