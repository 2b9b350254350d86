import { timeOfSnowflake } from '../../../core/snowflake.ts';
import { attachmentUrl, shownUrls } from '../attachment-url.ts';
import type { Channel } from '../entities.ts';
import type { Attachment, Forwarded, Message, MessageExtras, MessageSource, Poll, Reaction } from '../message.ts';
import { type Payload, timestamp, userPayload } from '../payloads.ts';
import { snowflakeOfName } from '../snowflakes.ts';

/**
 * The fields of a message that is more than a text, without braces. The Message Content intent covers the text, files,
 * embeds, components and polls, also those of a forward; not stickers, reactions or the message that is replied to
 * (Discord API reference, "Message Content Intent").
 */
export function extraFields(message: Message, extras: MessageExtras, channel: Channel, canRead: boolean): string {
  const { interaction, reactions } = extras;
  const fields = {
    ...shownFields(extras, channel.id, canRead),
    mention_everyone: extras.mentions.isEveryone,
    ...(extras.webhookId && { webhook_id: extras.webhookId }),
    ...referenceFields(extras, channel, canRead),
    ...(extras.poll && canRead && { poll: pollPayload(extras.poll, timeOfSnowflake(message.id)) }),
    ...(reactions.length > 0 && { reactions: reactions.map(reactionPayload) }),
    ...(interaction && { interaction_metadata: sourcePayload(interaction, channel) }),
  };
  return JSON.stringify(fields).slice(1, -1);
}

/** The fields that a forward shows, too. */
function shownFields(extras: MessageExtras | null, channelId: string, canRead: boolean): Payload {
  const { stickers = [], mentions, editedAtMs = null, attachments = [], embeds = [], components = [] } = extras ?? {};
  const shown = attachments.length > 0 ? shownUrls([...embeds, ...components]) : noUrls;
  const unshown = attachments.filter((file) => !shown.has(attachmentUrl(channelId, file)));
  return {
    edited_timestamp: editedAtMs === null ? null : timestamp(editedAtMs),
    type: extras?.type ?? 0,
    flags: extras?.flags ?? 0,
    mentions: (mentions?.users ?? []).map(userPayload),
    mention_roles: mentions?.roleIds ?? [],
    attachments: canRead ? unshown.map((file) => attachmentPayload(file, channelId)) : [],
    embeds: canRead ? embeds : [],
    components: canRead ? components : [],
    ...(stickers.length > 0 && { sticker_items: stickers.map(stickerPayload) }),
  };
}

const noUrls: ReadonlySet<string> = new Set();

function referenceFields({ repliesToId, forwarded }: MessageExtras, channel: Channel, canRead: boolean): Payload {
  if (forwarded) return forwardFields(forwarded, canRead);
  if (!repliesToId) return {};
  const guild = channel.guildId && { guild_id: channel.guildId };
  return { message_reference: { type: 0, channel_id: channel.id, message_id: repliesToId, ...guild } };
}

function forwardFields({ guildId, channelId, message }: Forwarded, canRead: boolean): Payload {
  const { id, content, extras } = message;
  const shown = {
    ...shownFields(extras, channelId, canRead),
    content: canRead ? content : '',
    timestamp: timestamp(timeOfSnowflake(id)),
  };
  const guild = guildId && { guild_id: guildId };
  return {
    message_reference: { type: 1, channel_id: channelId, message_id: id, ...guild },
    message_snapshots: [{ message: shown }],
  };
}

function attachmentPayload(file: Attachment, channelId: string): Payload {
  const url = attachmentUrl(channelId, file);
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description !== undefined && { description: file.description }),
    ...(file.durationSeconds !== undefined && { duration_secs: file.durationSeconds, waveform: 'AAAA' }),
  };
}

function stickerPayload(name: string): Payload {
  return { id: snowflakeOfName('sticker', name), name, format_type: 1 };
}

function sourcePayload({ id, type, user, pressedId, originalId }: MessageSource, { guildId }: Channel): Payload {
  return {
    id,
    type,
    user: userPayload(user),
    authorizing_integration_owners: { 0: guildId ?? '0' },
    ...(originalId && { original_response_message_id: originalId }),
    ...(pressedId && { interacted_message_id: pressedId }),
  };
}

const pollLastsMs = 24 * 3_600_000;

function pollPayload({ question, answers }: Poll, atMs: number): Payload {
  return {
    question: { text: question },
    answers: answers.map((text, index) => ({ answer_id: index + 1, poll_media: { text } })),
    expiry: timestamp(atMs + pollLastsMs),
    allow_multiselect: false,
    layout_type: 1,
  };
}

function reactionPayload({ emoji, userIds }: Reaction): Payload {
  const { size } = userIds;
  return {
    emoji,
    count: size,
    count_details: { burst: 0, normal: size },
    me: false,
    me_burst: false,
    burst_colors: [],
  };
}
