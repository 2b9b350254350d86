import { ChannelType, GatewayDispatchEvents } from '@discordjs/core';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Channel, type ChannelTypeName, channelTypes, isForum, isThread, type Overwrite } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { History } from './history.ts';
import { channelPayload } from './payloads.ts';
import { snowflakeOfName } from './snowflakes.ts';
import type { World } from './world.ts';

/** The initial state of a channel. */
export interface NewChannel {
  readonly id?: Snowflake;
  readonly name: string;
  readonly type: ChannelTypeName;
  /** Its category. */
  readonly parentId?: Snowflake | null;
  readonly overwrites?: readonly Overwrite[];
}

/** Creates, changes and deletes channels and threads. */
export class Channels {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  create(guildId: Snowflake, options: NewChannel): Channel {
    const channel: Channel = {
      id: options.id ?? snowflakeOfName('channel', `${guildId} ${options.name}`),
      guildId,
      type: channelTypes[options.type],
      name: options.name,
      parentId: options.parentId ?? null,
      overwrites: options.overwrites ?? [],
      history: new History(),
      archivedAtMs: null,
    };
    this.#world.addChannel(channel);
    this.#tell(GatewayDispatchEvents.ChannelCreate, channel);
    return channel;
  }

  /**
   * Starts a thread from a message. The thread has the id of the message, as a forum post has that of its first
   * message.
   */
  createThreadFrom(channelId: Snowflake, messageId: Snowflake, name: string): Channel {
    return this.createThread(channelId, name, messageId);
  }

  /** Starts a thread in a channel; in a forum it is a post. */
  createThread(parentId: Snowflake, name: string, id: Snowflake = this.#world.newId()): Channel {
    const parent = this.#existing(parentId);
    const isNews = parent.type === ChannelType.GuildAnnouncement;
    const thread: Channel = {
      id,
      guildId: parent.guildId,
      type: isNews ? ChannelType.AnnouncementThread : ChannelType.PublicThread,
      name,
      parentId,
      overwrites: [],
      history: new History(),
      archivedAtMs: null,
    };
    if (isForum(parent)) parent.history.noteLast(id);
    this.#world.addChannel(thread);
    this.#tell(GatewayDispatchEvents.ThreadCreate, thread, { newly_created: true });
    return thread;
  }

  /** Archives a thread: it is in no list of active ones until a user writes in it. */
  archive(threadId: Snowflake): void {
    const thread = this.#existing(threadId);
    thread.archivedAtMs = this.#world.clock.now();
    this.#tell(GatewayDispatchEvents.ThreadUpdate, thread);
  }

  /** Makes an archived thread active again. Does nothing for other channels. */
  unarchive(thread: Channel): void {
    if (thread.archivedAtMs === null) return;
    thread.archivedAtMs = null;
    this.#tell(GatewayDispatchEvents.ThreadUpdate, thread);
  }

  rename(channelId: Snowflake, name: string): void {
    const channel = this.#existing(channelId);
    channel.name = name;
    const event = isThread(channel) ? GatewayDispatchEvents.ThreadUpdate : GatewayDispatchEvents.ChannelUpdate;
    this.#tell(event, channel);
  }

  /** Replaces the overwrites of a channel. */
  setOverwrites(channelId: Snowflake, overwrites: readonly Overwrite[]): void {
    const channel = this.#existing(channelId);
    channel.overwrites = overwrites;
    this.#world.permissionsChanged();
    this.#tell(GatewayDispatchEvents.ChannelUpdate, channel);
  }

  /**
   * Deletes a channel or a thread. Members connected to it are disconnected without a voice state update: whether
   * Discord sends one is not documented, so the bot must do without.
   */
  delete(channelId: Snowflake): void {
    const channel = this.#existing(channelId);
    const guild = this.#world.guild(channel.guildId ?? '');
    this.#world.removeChannel(channel);
    for (const thread of this.#world.threadsOf(channel)) this.#world.removeChannel(thread);
    for (const state of guild.voiceStates.values()) {
      if (state.channelId === channelId) guild.voiceStates.delete(state.userId);
    }
    this.#tellDeleted(channel);
  }

  #tellDeleted(channel: Channel): void {
    if (!isThread(channel)) {
      this.#tell(GatewayDispatchEvents.ChannelDelete, channel);
      return;
    }
    const { id, guildId, parentId, type } = channel;
    const data = { id, guild_id: guildId, parent_id: parentId, type };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.ThreadDelete, guildId, data));
  }

  #existing(channelId: Snowflake): Channel {
    const channel = this.#world.channel(channelId);
    if (!channel) throw new RangeError('no such channel in this world');
    return channel;
  }

  #tell(event: GatewayDispatchEvents, channel: Channel, more: object = {}): void {
    this.#world.emit(dispatchOf(event, channel.guildId, { ...channelPayload(channel), ...more }));
  }
}
