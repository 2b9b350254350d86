import { MessageFlags } from '@discordjs/core';
import { firstSnowflakeAt, type Snowflake } from '../../core/snowflake.ts';
import type { Channels } from '../server/channels.ts';
import type { Channel } from '../server/entities.ts';
import type { Attachment, Emoji, Forwarded, Message } from '../server/message.ts';
import type { Draft, Messages } from '../server/messages.ts';
import { snowflakeOfName } from '../server/snowflakes.ts';
import type { World } from '../server/world.ts';
import type { WorldEvent } from './world-event.ts';

/** Writes the messages of worlds, and remembers those that have a name. */
export class MessageWriter {
  readonly #world: World;
  readonly #channels: Channels;
  readonly #messages: Messages;
  readonly #named = new Map<string, NamedMessage>();
  #written = 0;

  constructor(world: World, channels: Channels, messages: Messages) {
    this.#world = world;
    this.#channels = channels;
    this.#messages = messages;
  }

  /** @throws {RangeError} for an unknown channel. */
  write(guildId: Snowflake, userId: Snowflake, event: WorldEvent): void {
    const { id, amount = 1, bot = false, webhook = false } = event;
    const author = this.#world.user(userId, bot || webhook);
    const channel = this.#channelOf(guildId, event);
    for (let written = 0; written < amount; written++) {
      const draft = this.#draftOf(guildId, userId, event);
      const message = this.#messages.write(channel, author, this.#textOf(event, draft), event.atMs, draft);
      if (id !== undefined) this.#named.set(`${guildId} ${id}`, { channel, message });
    }
  }

  /** A message from before the start of the simulation was never written, and can have no reactions. */
  react(guildId: Snowflake, userId: Snowflake, { to, emoji = '', bot = false }: WorldEvent): void {
    const named = this.#messageOf(guildId, to);
    if (named === undefined) return;
    this.#messages.react(named.channel, named.message, this.#world.user(userId, bot), emojiOf(emoji));
  }

  #messageOf(guildId: Snowflake, name: string | undefined): NamedMessage | undefined {
    return name === undefined ? undefined : this.#named.get(`${guildId} ${name}`);
  }

  #channelOf(guildId: Snowflake, { channel: channelId, thread, under }: WorldEvent): Channel {
    const threadId = under === undefined ? thread : this.#threadUnder(guildId, under);
    const channel = this.#world.channel(threadId ?? channelId ?? '');
    if (channel) return channel;
    if (threadId && channelId) return this.#channels.createThread(channelId, 'A thought', threadId);
    throw new RangeError('a message in a channel that this world does not have');
  }

  /** A thread has the id of the message that it is started from. */
  #threadUnder(guildId: Snowflake, name: string): Snowflake {
    return this.#messageOf(guildId, name)?.message.id ?? snowflakeOfName('channel', `under ${name} of ${guildId}`);
  }

  /** Undefined for an ordinary text. */
  #draftOf(guildId: Snowflake, userId: Snowflake, event: WorldEvent): Draft | undefined {
    const { reply, forward, files, stickers, speech, poll, webhook } = event;
    const draft: Draft = {
      ...(reply !== undefined && { repliesToId: this.#repliedTo(guildId, reply, event.atMs) }),
      ...(forward !== undefined && this.#forwarded(guildId, forward, event)),
      ...(files && { attachments: files.map((type, index) => this.#file(type, `file-${index + 1}`)) }),
      ...(stickers && { stickers }),
      ...(speech !== undefined && { flags: MessageFlags.IsVoiceMessage, attachments: [this.#speech(speech)] }),
      ...(poll !== undefined && { poll: { question: poll, answers: ['Yes', 'No'] } }),
      ...(webhook && { webhookId: userId }),
    };
    return Object.keys(draft).length === 0 ? undefined : draft;
  }

  /** A message from before the start of the simulation counts as deleted. */
  #repliedTo(guildId: Snowflake, name: string, atMs: number): Snowflake {
    return this.#messageOf(guildId, name)?.message.id ?? firstSnowflakeAt(atMs - 1);
  }

  #forwarded(guildId: Snowflake, name: string, { channel, atMs }: WorldEvent): Draft {
    const named = this.#messageOf(guildId, name);
    const lost = { id: firstSnowflakeAt(atMs - 1), author: this.#world.bot, content: '', extras: null };
    const forwarded: Forwarded = {
      guildId,
      channelId: named?.channel.id ?? channel ?? '',
      message: { ...(named?.message ?? lost) },
    };
    return { flags: MessageFlags.HasSnapshot, forwarded };
  }

  #file(contentType: string, name: string): Attachment {
    return { id: this.#world.newId(), name: `${name}.${contentType.split('/')[1]}`, contentType, bytes: someBytes };
  }

  #speech(seconds: number): Attachment {
    return { ...this.#file('audio/ogg', 'voice-message'), durationSeconds: seconds };
  }

  #textOf({ text, reply, forward, webhook }: WorldEvent, draft: Draft | undefined): string {
    if (forward !== undefined) return '';
    if (text !== undefined) return text;
    const isOnlyText = draft === undefined || reply !== undefined || webhook === true;
    return isOnlyText ? (sentences[this.#written++ % sentences.length] ?? '') : '';
  }
}

interface NamedMessage {
  readonly channel: Channel;
  readonly message: Message;
}

const someBytes = new Uint8Array(1000);

function emojiOf(emoji: string): Emoji {
  const name = /^:(.+):$/.exec(emoji)?.[1];
  return name === undefined ? { id: null, name: emoji } : { id: snowflakeOfName('emoji', name), name };
}

const sentences = [
  'Good morning everyone, how was your weekend?',
  'I have just pushed the fix, can you have a look at it please?',
  'ok',
  'That is a lovely idea, but who is going to write it all down before Thursday?',
  'haha yes',
  'Has anyone here tried the new brushes yet? I cannot get the pressure curve right.',
  'I will be there tonight, a little late.',
  'See the pinned message; it has the link, the date, and how to sign up for a slot.',
  'Thanks!',
];
