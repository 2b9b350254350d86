import { type GatewayDispatchEvents, GatewayIntentBits } from '@discordjs/core';
import { timeOfSnowflake } from '../../../core/snowflake.ts';
import type { Channel, Member } from '../entities.ts';
import { type Dispatch, intentsOf } from '../gateway/dispatch.ts';
import type { Attachment, Message, MessageExtras } from '../message.ts';
import { memberPayload, type Payload, timestamp, userPayload } from '../payloads.ts';
import type { User } from '../user.ts';

/**
 * A message as REST answers give it. Written out by hand and with cached pieces: a simulation sends a million of
 * these, and `JSON.stringify` of the whole would be most of its work.
 */
export function messageJson(message: Message, channelId: string, canReadContent = true): string {
  return `{${messageFields(message, channelId, canReadContent)}}`;
}

/** MESSAGE_CREATE or MESSAGE_UPDATE; `member` is null for webhooks and in direct messages. */
export function messageDispatch(
  event: GatewayDispatchEvents.MessageCreate | GatewayDispatchEvents.MessageUpdate,
  message: Message,
  channel: Channel,
  member: Member | null,
  isForBot: boolean,
): Dispatch {
  const guild = channel.guildId ? `,"guild_id":"${channel.guildId}"` : '';
  const tail = `${guild},"channel_type":${channel.type}${member ? `,"member":${memberJson(member)}` : ''}`;
  return {
    event,
    guildId: channel.guildId,
    intents: intentsOf(event, channel.guildId !== null),
    json(intents) {
      const canReadContent = isForBot || (intents & GatewayIntentBits.MessageContent) !== 0;
      return `{${messageFields(message, channel.id, canReadContent)}${tail}}`;
    },
  };
}

function messageFields(message: Message, channelId: string, canReadContent: boolean): string {
  const { id, author, extras } = message;
  const content = canReadContent ? JSON.stringify(message.content) : '""';
  const head = `"id":"${id}","channel_id":"${channelId}","author":${userJson(author)},"content":${content}`;
  const time = `"timestamp":"${timestamp(timeOfSnowflake(id))}","tts":false,"pinned":false`;
  return `${head},${time},${extras ? extraFields(extras, channelId, canReadContent) : plainFields}`;
}

const plainFields =
  '"edited_timestamp":null,"type":0,"flags":0,"mention_everyone":false,"mentions":[],"mention_roles":[],' +
  '"attachments":[],"embeds":[],"components":[]';

function extraFields(extras: MessageExtras, channelId: string, canReadContent: boolean): string {
  const { interaction, mentions } = extras;
  const fields = {
    edited_timestamp: extras.editedAtMs === null ? null : timestamp(extras.editedAtMs),
    type: extras.type,
    flags: extras.flags,
    mention_everyone: mentions.isEveryone,
    mentions: mentions.users.map(userPayload),
    mention_roles: mentions.roleIds,
    attachments: canReadContent ? extras.attachments.map((file) => attachmentPayload(file, channelId)) : [],
    embeds: canReadContent ? extras.embeds : [],
    components: canReadContent ? extras.components : [],
    ...(extras.webhookId && { webhook_id: extras.webhookId }),
    ...(extras.repliesToId && {
      message_reference: { type: 0, channel_id: channelId, message_id: extras.repliesToId },
    }),
    ...(interaction && {
      interaction_metadata: {
        id: interaction.id,
        type: 2,
        user: userPayload(interaction.user),
        authorizing_integration_owners: {},
      },
    }),
  };
  return JSON.stringify(fields).slice(1, -1);
}

function attachmentPayload(file: Attachment, channelId: string): Payload {
  const url = `https://cdn.discordapp.com/attachments/${channelId}/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
  };
}

const userJson = remembered((user: User) => JSON.stringify(userPayload(user)));
const memberJson = remembered((member: Member) => JSON.stringify(memberPayload(member)));

/** Users and members are replaced, never changed, so what was written of one stays true. */
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
