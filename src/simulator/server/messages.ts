import { GatewayDispatchEvents, MessageFlags, MessageType } from '@discordjs/core';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { Channels } from './channels.ts';
import { type Channel, isForum, isThread, type Member } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { mentionsOf } from './mentions.ts';
import type { Message, MessageExtras } from './message.ts';
import { messageDispatch } from './rest/message-json.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** All that is special about a new message; what is left out is as in an ordinary one. */
export type Draft = Partial<Omit<MessageExtras, 'editedAtMs'>>;

/** Writes, edits and deletes messages, keeps them in the history of their channel, and tells the bot. */
export class Messages {
  readonly #world: World;
  readonly #channels: Channels;

  constructor(world: World, channels: Channels) {
    this.#world = world;
    this.#channels = channels;
  }

  /** A person's ordinary line of text at an instant; the fast way, for worlds of a million of them. */
  write(channel: Channel, author: User, content: string, atMs: number): Message {
    const message = { id: this.#idOf(channel, atMs), author, content, extras: null };
    this.#publish(channel, message);
    return message;
  }

  /** Any other message, at this instant. An ephemeral one is neither kept in the channel nor sent to the guild. */
  post(channel: Channel, author: User, content: string, draft: Draft = {}): Message {
    const type = draft.repliesToId ? MessageType.Reply : MessageType.Default;
    const extras = { ...ordinary, type, mentions: mentionsOf(this.#world, content), ...draft };
    const message = { id: this.#idOf(channel, this.#world.clock.now()), author, content, extras };
    if (!isEphemeral(message)) this.#publish(channel, message);
    return message;
  }

  /** Changes a message in place. `changes.content` undefined leaves the text as it is. */
  edit(channel: Channel, message: Message, changes: Draft & { readonly content?: string | undefined }): void {
    const { content, ...others } = changes;
    message.content = content ?? message.content;
    message.extras = { ...(message.extras ?? ordinary), ...others, editedAtMs: this.#world.clock.now() };
    if (!isEphemeral(message)) this.#tell(GatewayDispatchEvents.MessageUpdate, channel, message);
  }

  delete(channel: Channel, message: Message): void {
    if (!channel.history.remove(message.id)) return;
    const data = { id: message.id, channel_id: channel.id, ...(channel.guildId && { guild_id: channel.guildId }) };
    if (this.#world.isVisible(channel)) {
      this.#world.emit(dispatchOf(GatewayDispatchEvents.MessageDelete, channel.guildId, data));
    }
  }

  /** What the bot may read without the message content intent. */
  isForBot(channel: Channel, { author, extras }: Message): boolean {
    const { bot } = this.#world;
    const isMentioned = extras?.mentions.users.some((user) => user.id === bot.id) ?? false;
    return author.id === bot.id || channel.guildId === null || isMentioned;
  }

  /** The first message of a post in a forum, written as the post is made, has the id of the post. */
  #idOf(channel: Channel, atMs: number): Snowflake {
    const parent = this.#world.channel(channel.parentId ?? '');
    const isPost = isThread(channel) && parent !== undefined && isForum(parent);
    const isFirst = isPost && channel.history.lastMessageId === null && timeOfSnowflake(channel.id) === atMs;
    return isFirst ? channel.id : this.#world.newId(atMs);
  }

  #publish(channel: Channel, message: Message): void {
    this.#channels.unarchive(channel);
    channel.history.add(message);
    this.#tell(GatewayDispatchEvents.MessageCreate, channel, message);
  }

  #tell(
    event: GatewayDispatchEvents.MessageCreate | GatewayDispatchEvents.MessageUpdate,
    channel: Channel,
    message: Message,
  ): void {
    if (!this.#world.isVisible(channel)) return;
    const member = message.extras?.webhookId ? null : this.#memberOf(channel.guildId, message.author);
    this.#world.emit(messageDispatch(event, message, channel, member, this.isForBot(channel, message)));
  }

  #memberOf(guildId: Snowflake | null, author: User): Member | null {
    return guildId ? this.#world.memberOf(this.#world.guild(guildId), author.id) : null;
  }
}

/** Only the person who gave the command sees such a message. */
export function isEphemeral(message: Message): boolean {
  return ((message.extras?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}

const ordinary: MessageExtras = {
  type: MessageType.Default,
  webhookId: null,
  interaction: null,
  repliesToId: null,
  mentions: { users: [], roleIds: [], isEveryone: false },
  flags: 0,
  embeds: [],
  components: [],
  attachments: [],
  editedAtMs: null,
};
