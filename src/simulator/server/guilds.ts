import { GatewayDispatchEvents, PermissionFlagsBits } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Channels, NewChannel } from './channels.ts';
import type { Guild, Role } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { guildSnapshot } from './guild-snapshot.ts';
import { guildPayload, rolePayload } from './payloads.ts';
import { snowflakeOfName } from './snowflakes.ts';
import type { World } from './world.ts';

/** How a guild begins. */
export interface NewGuild {
  readonly id?: Snowflake;
  readonly name: string;
  readonly channels: readonly NewChannel[];
  /** Members, bots included. */
  readonly memberCount: number;
  readonly afkChannelId?: Snowflake | null;
  readonly ownerId?: Snowflake;
  /** Besides that of everyone. */
  readonly roles?: readonly Role[];
  /** What everyone may do, as bits; the ordinary things where it is left out. */
  readonly everyoneMay?: bigint;
}

/** What everyone may do in a new guild. */
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

/** Makes guilds, changes them, and lets the bot lose and regain them. */
export class Guilds {
  readonly #world: World;
  readonly #channels: Channels;

  constructor(world: World, channels: Channels) {
    this.#world = world;
    this.#channels = channels;
  }

  /** Makes a guild in which the bot is from the start. */
  create(options: NewGuild): Guild {
    const id = options.id ?? snowflakeOfName('guild', options.name);
    const everyone = { id, name: '@everyone', permissions: options.everyoneMay ?? ordinaryPermissions };
    const guild: Guild = {
      id,
      name: options.name,
      ownerId: options.ownerId ?? snowflakeOfName('user', `owner of ${id}`),
      afkChannelId: options.afkChannelId ?? null,
      memberCount: options.memberCount,
      onlineCount: null,
      roles: new Map([everyone, ...(options.roles ?? [])].map((role) => [role.id, role])),
      channels: new Map(),
      members: new Map(),
      departed: new Set(),
      voiceStates: new Map(),
      presences: new Map(),
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

  /** So many are online from now on, whatever their presences say. The bot learns it only when it asks. */
  setOnlineCount(guildId: Snowflake, onlineCount: number): void {
    this.#world.guild(guildId).onlineCount = onlineCount;
  }

  setAfkChannel(guildId: Snowflake, channelId: Snowflake | null): void {
    const guild = this.#world.guild(guildId);
    guild.afkChannelId = channelId;
    this.#sendUpdate(guild);
  }

  /** Adds a role or replaces the one of the same id; the id of the guild is the role of everyone. */
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

  /** Somebody shows the bot the door. */
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

  /** Discord loses sight of the guild; life goes on in it unseen until {@link endOutage}. */
  startOutage(guildId: Snowflake): void {
    const data = { id: guildId, unavailable: true };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildDelete, guildId, data));
    this.#world.guild(guildId).isUnavailable = true;
  }

  endOutage(guildId: Snowflake): void {
    this.#world.guild(guildId).isUnavailable = false;
    this.sendSnapshot(guildId);
  }

  /** A GUILD_CREATE, as after an outage. */
  sendSnapshot(guildId: Snowflake): void {
    this.#world.emit(guildSnapshot(this.#world, this.#world.guild(guildId)));
  }

  #sendUpdate(guild: Guild): void {
    this.#world.emit(dispatchOf(GatewayDispatchEvents.GuildUpdate, guild.id, guildPayload(guild)));
  }
}
