import { type GatewayDispatchEvents, GatewayIntentBits } from '@discordjs/core';
import { timeOfSnowflake } from '../../../core/snowflake.ts';
import type { Channel, Member } from '../entities.ts';
import { type Dispatch, intentsOf } from '../gateway/dispatch.ts';
import type { Message } from '../message.ts';
import { memberPayload, timestamp, userPayload } from '../payloads.ts';
import type { User } from '../user.ts';
import { extraFields } from './message-extras-json.ts';

/** Whether the bot may read the content of a message. If not, it receives only its id and author. */
export type MayRead = (message: Message) => boolean;

/**
 * A message as REST answers have it. Written by hand from cached pieces: a simulation sends a million messages, and
 * `JSON.stringify` of each would be most of its work.
 */
export function messageJson(message: Message, channel: Channel, mayRead: MayRead = () => true): string {
  return `{${messageFields(message, channel, mayRead)}}`;
}

/**
 * The message whose button is pressed, as the interaction has it: without reactions and the message that it replies to
 * (github.com/discord/discord-api-docs/issues/5481, github.com/discord-net/Discord.Net/issues/2567).
 */
export function pressedMessageJson(message: Message, channel: Channel): string {
  const { extras } = message;
  return `{${ownFields({ ...message, extras: extras && { ...extras, reactions: [] } }, channel, () => true)}}`;
}

/** MESSAGE_CREATE or MESSAGE_UPDATE; `member` is null for webhooks and in direct messages. */
export function messageDispatch(
  event: GatewayDispatchEvents.MessageCreate | GatewayDispatchEvents.MessageUpdate,
  message: Message,
  channel: Channel,
  member: Member | null,
  isForBot: MayRead,
): Dispatch {
  const guild = channel.guildId ? `,"guild_id":"${channel.guildId}"` : '';
  const tail = `${guild},"channel_type":${channel.type}${member ? `,"member":${memberJson(member)}` : ''}`;
  return {
    event,
    guildId: channel.guildId,
    intents: intentsOf(event, channel.guildId !== null),
    json(intents) {
      const readsAll = (intents & GatewayIntentBits.MessageContent) !== 0;
      return `{${messageFields(message, channel, (read) => readsAll || isForBot(read))}${tail}}`;
    },
  };
}

function messageFields(message: Message, channel: Channel, mayRead: MayRead): string {
  const { extras } = message;
  const fields = ownFields(message, channel, mayRead);
  if (!extras?.repliesToId) return fields;
  const referenced = channel.history.get(extras.repliesToId);
  // A deleted message is null, and the message that it replies to is omitted.
  return `${fields},"referenced_message":${referenced ? `{${ownFields(referenced, channel, mayRead)}}` : null}`;
}

function ownFields(message: Message, channel: Channel, mayRead: MayRead): string {
  const { id, author, extras } = message;
  const canRead = mayRead(message);
  const content = canRead ? JSON.stringify(message.content) : '""';
  const head = `"id":"${id}","channel_id":"${channel.id}","author":${userJson(author)},"content":${content}`;
  const time = `"timestamp":"${timestamp(timeOfSnowflake(id))}","tts":false,"pinned":false`;
  return `${head},${time},${extras ? extraFields(message, extras, channel, canRead) : plainFields}`;
}

const plainFields =
  '"edited_timestamp":null,"type":0,"flags":0,"mention_everyone":false,"mentions":[],"mention_roles":[],' +
  '"attachments":[],"embeds":[],"components":[]';

const userJson = remembered((user: User) => JSON.stringify(userPayload(user)));
const memberJson = remembered((member: Member) => JSON.stringify(memberPayload(member)));

/** Users and members are replaced, never changed, so their JSON stays valid. */
function remembered<Key extends object>(write: (key: Key) => string): (key: Key) => string {
  const written = new WeakMap<Key, string>();
  return (key) => {
    let json = written.get(key);
    if (json === undefined) {
      json = write(key);
      written.set(key, json);
    }
    return json;
  };
}
