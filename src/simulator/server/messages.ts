import { GatewayDispatchEvents, MessageFlags, MessageType } from '@discordjs/core';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { Channels } from './channels.ts';
import { type Channel, isForum, isThread, type Member } from './entities.ts';
import { dispatchOf } from './gateway/dispatch.ts';
import { withUser } from './guild-snapshot.ts';
import { mentionsOf } from './mentions.ts';
import type { Emoji, Message, MessageExtras, Reaction } from './message.ts';
import { messageDispatch } from './rest/message-json.ts';
import type { User } from './user.ts';
import type { World } from './world.ts';

/** The special fields of a new message. Omitted ones are as in an ordinary message. */
export type Draft = Partial<Omit<MessageExtras, 'editedAtMs'>>;

/** Writes, edits and deletes messages, keeps them in their channel's history, and tells the bot. */
export class Messages {
  readonly #world: World;
  readonly #channels: Channels;

  constructor(world: World, channels: Channels) {
    this.#world = world;
    this.#channels = channels;
  }

  /** Writes a person's message at an instant. An ordinary text takes a fast path, for worlds of a million messages. */
  write(channel: Channel, author: User, content: string, atMs: number, draft?: Draft): Message {
    const extras = draft === undefined ? null : this.#extrasOf(content, draft);
    const message = { id: this.#idOf(channel, atMs), author, content, extras };
    if (!isEphemeral(message)) this.#publish(channel, message);
    return message;
  }

  /** Writes any message at this instant. An ephemeral one is neither kept in the channel nor sent to the guild. */
  post(channel: Channel, author: User, content: string, draft: Draft = {}): Message {
    return this.write(channel, author, content, this.#world.clock.now(), draft);
  }

  /** Adds a user's reaction, and tells the bot. The same reaction of a user happens only once. */
  react(channel: Channel, message: Message, user: User, emoji: Emoji): void {
    const reactions = withReaction(message.extras?.reactions ?? [], user.id, emoji);
    if (reactions === null) return;
    message.extras = { ...(message.extras ?? ordinary), reactions };
    if (!this.#world.isVisible(channel)) return;
    const member = this.#memberOf(channel.guildId, user);
    const data = {
      user_id: user.id,
      channel_id: channel.id,
      message_id: message.id,
      ...(channel.guildId && { guild_id: channel.guildId }),
      ...(member && { member: withUser(this.#world, member) }),
      emoji,
      ...(!message.extras.webhookId && { message_author_id: message.author.id }),
      burst: false,
      type: 0,
    };
    this.#world.emit(dispatchOf(GatewayDispatchEvents.MessageReactionAdd, channel.guildId, data));
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

  /** Whether the bot may read the content without the Message Content intent. */
  isForBot(channel: Channel, { author, extras }: Message): boolean {
    const { bot } = this.#world;
    const isMentioned = extras?.mentions.users.some((user) => user.id === bot.id) ?? false;
    return author.id === bot.id || channel.guildId === null || isMentioned;
  }

  /** The first message of a forum post has the id of the post if it is written at the same instant. */
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
    const isForBot = (read: Message) => this.isForBot(channel, read);
    this.#world.emit(messageDispatch(event, message, channel, member, isForBot));
  }

  #extrasOf(content: string, draft: Draft): MessageExtras {
    const type = draft.repliesToId ? MessageType.Reply : MessageType.Default;
    return { ...ordinary, type, mentions: mentionsOf(this.#world, content), ...draft };
  }

  #memberOf(guildId: Snowflake | null, author: User): Member | null {
    return guildId ? this.#world.memberOf(this.#world.guild(guildId), author.id) : null;
  }
}

/** Whether only the user of the command sees a message. */
export function isEphemeral(message: Message): boolean {
  return ((message.extras?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
}

const ordinary: MessageExtras = {
  type: MessageType.Default,
  webhookId: null,
  interaction: null,
  repliesToId: null,
  forwarded: null,
  stickers: [],
  poll: null,
  mentions: { users: [], roleIds: [], isEveryone: false },
  flags: 0,
  embeds: [],
  components: [],
  attachments: [],
  reactions: [],
  editedAtMs: null,
};

/** Null if the user has already reacted with this emoji. */
function withReaction(reactions: readonly Reaction[], userId: Snowflake, emoji: Emoji): readonly Reaction[] | null {
  const isSame = (one: Reaction) => one.emoji.id === emoji.id && one.emoji.name === emoji.name;
  const known = reactions.find(isSame);
  if (known === undefined) return [...reactions, { emoji, userIds: new Set([userId]) }];
  if (known.userIds.has(userId)) return null;
  const grown = { emoji, userIds: new Set([...known.userIds, userId]) };
  return reactions.map((one) => (one === known ? grown : one));
}
