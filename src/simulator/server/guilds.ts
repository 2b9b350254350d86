import { GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Channels, NewChannel } from './channels.ts';
import type { Guild, Role } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { guildSnapshot } from './guild-snapshot.ts';
import { guildPayload, rolePayload } from './payloads.ts';
import { snowflakeOfName } from './snowflakes.ts';
import type { World } from './world.ts';

/** The initial state of a guild. */
export interface NewGuild {
  readonly id?: Snowflake;
  readonly name: string;
  readonly channels: readonly NewChannel[];
  /** The number of members, bots included. */
  readonly memberCount: number;
  readonly afkChannelId?: Snowflake | null;
  readonly ownerId?: Snowflake;
  /** The roles besides @everyone. */
  readonly roles?: readonly Role[];
  /** The permission bits of @everyone; by default the usual ones. */
  readonly everyoneMay?: bigint;
}

/** The usual permissions of @everyone in a new guild. */
const ordinaryPermissions =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.AddReactions |
  PermissionFlagsBits.UseApplicationCommands |
  PermissionFlagsBits.Connect |
  PermissionFlagsBits.Speak;

/** Creates guilds, changes them, and removes and adds the bot. */
export class Guilds {
  readonly #world: World;
  readonly #channels: Channels;

  constructor(world: World, channels: Channels) {
    this.#world = world;
    this.#channels = channels;
  }

  /** Creates a guild that has the bot from the start. */
  create(options: NewGuild): Guild {
    const id = options.id ?? snowflakeOfName('guild', options.name);
    const everyone = { id, name: '@everyone', permissions: options.everyoneMay ?? ordinaryPermissions };
    const guild: Guild = {
      id,
      name: options.name,
      ownerId: options.ownerId ?? snowflakeOfName('user', `owner of ${id}`),
      afkChannelId: options.afkChannelId ?? null,
      preferredLocale: 'en-US',
      memberCount: options.memberCount,
      onlineCount: null,
      roles: new Map([everyone, ...(options.roles ?? [])].map((role) => [role.id, role])),
      channels: new Map(),
      members: new Map(),
      departed: new Set(),
      voiceStates: new Map(),
      presences: new Map(),
      scheduledEvents: new Map(),
      hasBot: true,
      isUnavailable: true,
    };
    this.#world.guilds.set(id, guild);
    for (const channel of options.channels) this.#channels.create(id, channel);
    guild.isUnavailable = false;
    this.sendSnapshot(id);
    return guild;
  }

  rename(guildId: Snowflake, name: string): void {
    const guild = this.#world.guild(guildId);
    guild.name = name;
    this.#sendUpdate(guild);
  }

  /** Sets how many members are online, whatever their presences. The bot learns it only by asking. */
  setOnlineCount(guildId: Snowflake, onlineCount: number): void {
    this.#world.guild(guildId).onlineCount = onlineCount;
  }

  setAfkChannel(guildId: Snowflake, channelId: Snowflake | null): void {
    const guild = this.#world.guild(guildId);
    guild.afkChannelId = channelId;
    this.#sendUpdate(guild);
  }

  setPreferredLocale(guildId: Snowflake, locale: string): void {
    const guild = this.#world.guild(guildId);
    guild.preferredLocale = locale;
    this.#sendUpdate(guild);
  }

  /** Adds a role, or replaces the one with its id. The guild's id is the id of @everyone. */
  setRole(guildId: Snowflake, role: Role): void {
    const guild = this.#world.guild(guildId);
    const event = guild.roles.has(role.id)
      ? GatewayDispatchEvents.GuildRoleUpdate
      : GatewayDispatchEvents.GuildRoleCreate;
    guild.roles.set(role.id, role);
    this.#world.permissionsChanged();
    this.#world.emit(dispatchOf(event, guildId, { guild_id: guildId, role: rolePayload(role, guild.roles.size) }));
  }

  deleteRole(guildId: Snowflake, roleId: Snowflake): void {
    this.#world.guild(guildId).roles.delete(roleId);
    this.#world.permissionsChanged();
    const data = { guild_id: guildId, role_id: roleId };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildRoleDelete, guildId, data));
  }

  /** Removes the bot from the guild. */
  kickBot(guildId: Snowflake): void {
    const guild = this.#world.guild(guildId);
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildDelete, guildId, { id: guildId }));
    guild.hasBot = false;
    guild.members.delete(this.#world.bot.id);
    guild.memberCount -= 1;
    this.#world.permissionsChanged();
  }

  inviteBot(guildId: Snowflake): void {
    const guild = this.#world.guild(guildId);
    guild.hasBot = true;
    guild.memberCount += 1;
    const { id: userId } = this.#world.bot;
    guild.members.set(userId, { userId, roleIds: [], joinedAtMs: this.#world.clock.now() });
    this.#world.permissionsChanged();
    this.sendSnapshot(guildId);
  }

  /** Starts an outage. The guild's events are not sent until {@link endOutage}. */
  startOutage(guildId: Snowflake): void {
    const data = { id: guildId, unavailable: true };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildDelete, guildId, data));
    this.#world.guild(guildId).isUnavailable = true;
  }

  endOutage(guildId: Snowflake): void {
    this.#world.guild(guildId).isUnavailable = false;
    this.sendSnapshot(guildId);
  }

  /** Sends a GUILD_CREATE, as after an outage. */
  sendSnapshot(guildId: Snowflake): void {
    this.#world.emit(guildSnapshot(this.#world, this.#world.guild(guildId)));
  }

  #sendUpdate(guild: Guild): void {
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildUpdate, guild.id, guildPayload(guild)));
  }
}
