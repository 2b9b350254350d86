import { GatewayDispatchEvents } from '@discordjs/core';
import { type Dispatch, dispatchOf } from './dispatch.ts';
import { type Guild, isActiveThread, isThread, type Member } from './entities.ts';
import {
  channelPayload,
  guildPayload,
  memberPayload,
  type Payload,
  timestamp,
  userPayload,
  voiceStatePayload,
} from './payloads.ts';
import type { World } from './world.ts';

const largeFrom = 250;

/**
 * GUILD_CREATE: all there is to know of a guild at this instant. As for an app without the presence intent, `members`
 * are only the bot and who is in voice (Discord API reference, "Guild Create").
 */
export function guildSnapshot(world: World, guild: Guild): Dispatch {
  const channels = [...guild.channels.values()];
  const bot = world.memberOf(guild, world.bot.id);
  const speaking = [...guild.voiceStates.keys()].map((userId) => world.memberOf(guild, userId));
  return dispatchOf(GatewayDispatchEvents.GuildCreate, guild.id, {
    ...guildPayload(guild),
    joined_at: timestamp(bot.joinedAtMs),
    unavailable: false,
    large: guild.memberCount > largeFrom,
    member_count: guild.memberCount,
    members: [bot, ...speaking].map((member) => withUser(world, member)),
    voice_states: [...guild.voiceStates.values()].map(voiceStatePayload),
    channels: channels.filter((channel) => !isThread(channel)).map(channelPayload),
    threads: channels.filter((channel) => isActiveThread(channel) && world.isVisible(channel)).map(channelPayload),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  });
}

/** A member with its user, as it stands everywhere but in messages. */
export function withUser(world: World, member: Member): Payload {
  return { ...memberPayload(member), user: userPayload(world.user(member.userId)) };
}
