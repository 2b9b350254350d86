import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import { type Channel, type Guild, isThread, type Member } from './entities.ts';
import type { Dispatch } from './gateway/dispatch.ts';
import { History } from './history.ts';
import { channelPermissions } from './permissions.ts';
import { Snowflakes, snowflakeOfName } from './snowflakes.ts';
import type { User } from './user.ts';

/** Passes a dispatch to every session that receives it. */
export type Emit = (dispatch: Dispatch) => void;

/** All accounts, guilds and direct message channels. Sends their events to the bot. */
export class World {
  readonly clock: Clock;
  readonly bot: User;
  readonly guilds = new Map<Snowflake, Guild>();
  readonly #emit: Emit;
  readonly #users = new Map<Snowflake, User>();
  /** Channels of guilds, threads and direct message channels. */
  readonly #channels = new Map<Snowflake, Channel>();
  readonly #snowflakes = new Snowflakes();
  readonly #visible = new Map<Channel, boolean>();

  constructor(clock: Clock, bot: User, emit: Emit) {
    this.clock = clock;
    this.bot = bot;
    this.#emit = emit;
    this.#users.set(bot.id, bot);
  }

  /** A new id of this instant, or of another. */
  newId(atMs: number = this.clock.now()): Snowflake {
    return this.#snowflakes.next(atMs);
  }

  /** The guild, if the bot can reach it now. */
  reachableGuild(id: Snowflake): Guild | undefined {
    const guild = this.guilds.get(id);
    return guild?.hasBot && !guild.isUnavailable ? guild : undefined;
  }

  /** @throws {RangeError} for an unknown guild. */
  guild(id: Snowflake): Guild {
    const guild = this.guilds.get(id);
    if (!guild) throw new RangeError('no such guild in this world');
    return guild;
  }

  channel(id: Snowflake): Channel | undefined {
    return this.#channels.get(id);
  }

  /** The threads of a channel, archived ones included. */
  threadsOf({ id, guildId }: Channel): readonly Channel[] {
    const channels = guildId ? [...this.guild(guildId).channels.values()] : [];
    return channels.filter((channel) => channel.parentId === id && isThread(channel));
  }

  addChannel(channel: Channel): void {
    this.#channels.set(channel.id, channel);
    if (channel.guildId) this.guild(channel.guildId).channels.set(channel.id, channel);
  }

  removeChannel(channel: Channel): void {
    this.#channels.delete(channel.id);
    if (channel.guildId) this.guild(channel.guildId).channels.delete(channel.id);
  }

  /** The account with this id. It is created at its first use, but has existed all along. */
  user(id: Snowflake, isBot = false): User {
    const known = this.#users.get(id);
    if (known && (known.isBot || !isBot)) return known;
    const user = { id, isBot, username: `${isBot ? 'robot' : 'person'}${this.#users.size}` };
    this.#users.set(id, user);
    return user;
  }

  /** The member with this id. One whose join was not seen joined long ago, at an instant that follows from the id. */
  memberOf(guild: Guild, userId: Snowflake): Member {
    let member = guild.members.get(userId);
    if (!member) {
      const sinceMs = longAgoMs + Number(BigInt(userId) % BigInt(longAgoSpanMs));
      const joinedAtMs = Math.min(sinceMs, this.clock.now() - longMs);
      member = { userId, roleIds: [], joinedAtMs };
      guild.members.set(userId, member);
    }
    return member;
  }

  /** The channel of a user's direct messages with the bot. */
  directChannel(userId: Snowflake): Channel {
    const id = snowflakeOfName('channel', `direct ${userId}`);
    const known = this.#channels.get(id);
    if (known) return known;
    const channel: Channel = {
      id,
      guildId: null,
      type: ChannelType.DM,
      name: '',
      parentId: null,
      overwrites: [],
      history: new History(),
      archivedAtMs: null,
    };
    this.addChannel(channel);
    return channel;
  }

  /** The bot's permission bits in a channel. In direct messages it has all that it needs. */
  botPermissions(channel: Channel): bigint {
    const guild = channel.guildId ? this.guild(channel.guildId) : undefined;
    if (!guild) return ~0n;
    return guild.hasBot ? channelPermissions(guild, channel, this.memberOf(guild, this.bot.id)) : 0n;
  }

  /** Whether the bot sees a channel. Cached, because every message asks. */
  isVisible(channel: Channel): boolean {
    let isVisible = this.#visible.get(channel);
    if (isVisible === undefined) {
      isVisible = (this.botPermissions(channel) & PermissionFlagsBits.ViewChannel) !== 0n;
      this.#visible.set(channel, isVisible);
    }
    return isVisible;
  }

  /** Must be called after any change to roles, overwrites or the bot's membership. */
  permissionsChanged(): void {
    this.#visible.clear();
  }

  /** Sends a dispatch to the bot, unless it comes from a guild that the bot cannot reach now. */
  emit(dispatch: Dispatch): void {
    if (dispatch.guildId === null || this.reachableGuild(dispatch.guildId)) this.#emit(dispatch);
  }
}

/** Long enough that earlier members are no newcomers, even in a world of Discord's first years. */
const longMs = 31 * dayMs;
const longAgoMs = Date.UTC(2015, 5, 1);
const longAgoSpanMs = Date.UTC(2017, 11, 1) - longAgoMs;
