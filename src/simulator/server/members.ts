import { GatewayDispatchEvents } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Guild, Member, VoiceState } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { guildSnapshot, withUser } from './guild-snapshot.ts';
import { presencePayload, userPayload, voiceStatePayload } from './payloads.ts';
import type { World } from './world.ts';

/** The circumstances of a join; the default is this instant. */
export interface Joining {
  readonly isBot?: boolean;
  readonly atMs?: number;
  /** Membership screening: the member must agree to the rules first. */
  readonly isPending?: boolean;
}

/** Members join, leave, change their roles, come online, and use voice. */
export class Members {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Adds a member; without an id, a new user. */
  join(guildId: Snowflake, userId: Snowflake = this.#world.newId(), joining: Joining = {}): void {
    const { isBot = false, isPending = false, atMs = this.#world.clock.now() } = joining;
    const guild = this.#world.guild(guildId);
    this.#world.user(userId, isBot);
    const member = { userId, roleIds: [], joinedAtMs: atMs, isPending };
    guild.members.set(userId, member);
    guild.departed.delete(userId);
    guild.memberCount += 1;
    const data = { ...withUser(this.#world, member), guild_id: guildId };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildMemberAdd, guildId, data));
  }

  /** Removes a member, by their own will or not; without an id, one who was never seen. */
  part(guildId: Snowflake, userId: Snowflake = this.#world.newId()): void {
    const guild = this.#world.guild(guildId);
    if (guild.voiceStates.has(userId)) this.speak(guildId, userId, null);
    guild.members.delete(userId);
    guild.departed.add(userId);
    guild.presences.delete(userId);
    guild.memberCount = Math.max(guild.memberCount - 1, 0); // A world need not say how many there were.
    const data = { guild_id: guildId, user: userPayload(this.#world.user(userId)) };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildMemberRemove, guildId, data));
  }

  setRoles(guildId: Snowflake, userId: Snowflake, roleIds: readonly Snowflake[]): void {
    this.replace(guildId, { ...this.#memberOf(guildId, userId), roleIds });
    this.#world.permissionsChanged();
  }

  /** The member agrees to the rules and is no longer pending. */
  passScreening(guildId: Snowflake, userId: Snowflake): void {
    this.replace(guildId, { ...this.#memberOf(guildId, userId), isPending: false });
  }

  /** Replaces a member's state, and tells the bot. */
  replace(guildId: Snowflake, member: Member): void {
    this.#world.guild(guildId).members.set(member.userId, member);
    const data = { ...withUser(this.#world, member), guild_id: guildId };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildMemberUpdate, guildId, data));
  }

  /** Sets the number of members, bots included. The bot learns it from a new snapshot. */
  setCount(guildId: Snowflake, memberCount: number): void {
    const guild = this.#world.guild(guildId);
    guild.memberCount = memberCount;
    this.#world.emit(guildSnapshot(this.#world, guild));
  }

  /**
   * Connects a member to a voice channel, moves them to another, or disconnects them (null). Their current channel
   * means that they mute or unmute themselves.
   */
  speak(guildId: Snowflake, userId: Snowflake, channelId: Snowflake | null, isBot = false): void {
    const guild = this.#world.guild(guildId);
    this.#world.user(userId, isBot);
    const before = guild.voiceStates.get(userId);
    if (channelId === null) {
      guild.voiceStates.delete(userId);
    } else {
      if (!guild.channels.has(channelId)) throw new RangeError('no such channel in this guild');
      guild.voiceStates.set(userId, this.#nextState(before, userId, channelId));
    }
    this.#tellVoice(guild, userId, before);
  }

  /** Sets the devices on which a member is online, such as `desktop`. On none, they are offline. */
  appear(guildId: Snowflake, userId: Snowflake, devices: readonly string[], isBot = false): void {
    const guild = this.#world.guild(guildId);
    this.#world.user(userId, isBot);
    if (devices.length > 0) guild.presences.set(userId, devices);
    else guild.presences.delete(userId);
    const data = { ...presencePayload(userId, devices), guild_id: guildId };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.PresenceUpdate, guildId, data));
  }

  #memberOf(guildId: Snowflake, userId: Snowflake): Member {
    return this.#world.memberOf(this.#world.guild(guildId), userId);
  }

  #nextState(before: VoiceState | undefined, userId: Snowflake, channelId: Snowflake): VoiceState {
    if (before?.channelId === channelId) return { ...before, isMuted: !before.isMuted };
    const sessionId = before?.sessionId ?? this.#world.newId();
    return { userId, channelId, sessionId, isMuted: before?.isMuted ?? false };
  }

  #tellVoice(guild: Guild, userId: Snowflake, before: VoiceState | undefined): void {
    const state = guild.voiceStates.get(userId);
    const left = { userId, channelId: '', sessionId: before?.sessionId ?? '', isMuted: before?.isMuted ?? false };
    const data = {
      ...voiceStatePayload(state ?? left),
      ...(state === undefined && { channel_id: null }),
      guild_id: guild.id,
      member: withUser(this.#world, this.#world.memberOf(guild, userId)),
    };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.VoiceStateUpdate, guild.id, data));
  }
}
