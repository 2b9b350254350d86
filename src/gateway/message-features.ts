import { domainToASCII } from 'node:url';
import { MessageFlags, MessageReferenceType, MessageType } from '@discordjs/core';
import type { AnsweredMessage, AttachmentClass, MessageFeatures, MessageKind } from '../core/activity.ts';
import { otherKey } from '../core/metric.ts';
import { Person } from '../core/person.ts';
import { fits, type Of } from '../core/shape.ts';
import { type Snowflake, timeOfSnowflake } from '../core/snowflake.ts';
import {
  authorship,
  isWrittenByPerson,
  mentionOfMember,
  type messageOfHistory,
  messageReference,
} from './discord-shapes.ts';

/** What the features of a message depend on, besides the message. */
export interface MessagePlace {
  readonly guildId: Snowflake;
  readonly channelId: Snowflake;
  /** The domains in the guild's settings. */
  readonly linkDomains: readonly string[];
  /**
   * Whether Discord sends the content of all messages. Without the Message Content intent, it sends only that of
   * messages which mention Census, and a count of those would say nothing about links, files and polls.
   */
  readonly readsContent: boolean;
}

/**
 * What is counted of a message, besides the message itself; undefined if that is nothing, as for most messages. The
 * message may come from the gateway or from history. A malformed field counts as absent: it must not cost the message.
 */
export function messageFeatures(message: GivenMessage, place: MessagePlace): MessageFeatures | undefined {
  if (isPlain(message)) return undefined;
  const { readsContent, linkDomains } = place;
  const reference = fits(messageReference, message.message_reference) ? message.message_reference : null;
  const hosts = readsContent ? hostsIn(message.content) : [];
  const attachments = readsContent ? attachmentClasses(message.attachments) : [];
  const kinds = kindsOf(message, reference);
  if (readsContent && isObject(message.poll)) kinds.push('poll');
  if (hosts.length > 0) kinds.push('link');
  if (kinds.length === 0 && attachments.length === 0) return undefined;
  return {
    kinds,
    attachments,
    linkDomains: [...new Set(hosts.map((host) => domainOf(host, linkDomains)))],
    answered: kinds.includes('reply') && reference !== null ? answeredBy(message, reference, place) : null,
  };
}

type GivenMessage = Of<typeof messageOfHistory>;

type Reference = Of<typeof messageReference>;

/** Whether a message has only a text. Called for every message, so it looks at as few fields as possible. */
function isPlain(message: GivenMessage): boolean {
  return (
    message.type !== MessageType.Reply &&
    ((message.flags ?? 0) & specialFlags) === 0 &&
    message.message_reference === undefined &&
    message.poll === undefined &&
    !isFilled(message.sticker_items) &&
    !isFilled(message.attachments) &&
    !(typeof message.content === 'string' && message.content.includes('://'))
  );
}

const specialFlags = MessageFlags.IsVoiceMessage | MessageFlags.HasSnapshot;

/** The kinds that do not depend on the content. */
function kindsOf(
  { type, flags = 0, sticker_items: stickers }: GivenMessage,
  reference: Reference | null,
): MessageKind[] {
  const kinds: MessageKind[] = [];
  const referenceType = reference?.type ?? MessageReferenceType.Default;
  const isForward = referenceType === MessageReferenceType.Forward || (flags & MessageFlags.HasSnapshot) !== 0;
  const isReply = type === MessageType.Reply && reference !== null && referenceType === MessageReferenceType.Default;
  if (isReply) kinds.push('reply');
  if (isFilled(stickers)) kinds.push('sticker');
  if ((flags & MessageFlags.IsVoiceMessage) !== 0) kinds.push('voice_message');
  if (isForward) kinds.push('forward');
  return kinds;
}

function answeredBy(message: GivenMessage, reference: Reference, place: MessagePlace): AnsweredMessage | null {
  const {
    message_id: messageId,
    channel_id: channelId = place.channelId,
    guild_id: guildId = place.guildId,
  } = reference;
  const answered = message.referenced_message;
  if (messageId === undefined || guildId !== place.guildId || !fits(authorship, answered)) return null;
  if (!isWrittenByPerson(answered) || answered.author.id === message.author.id) return null;
  return {
    channelId,
    person: new Person(answered.author.id),
    roleIds: rolesAmong(message.mentions, answered.author.id),
    delayMs: Math.max(0, timeOfSnowflake(message.id) - timeOfSnowflake(messageId)),
  };
}

/** The roles of the user who is answered. As a rule the answer mentions them, and a mention carries the roles. */
function rolesAmong(mentions: unknown, userId: Snowflake): readonly Snowflake[] | null {
  if (!Array.isArray(mentions)) return null;
  for (const mention of mentions) {
    if (fits(mentionOfMember, mention) && mention.id === userId) return mention.member.roles;
  }
  return null;
}

function attachmentClasses(attachments: unknown): readonly AttachmentClass[] {
  return isFilled(attachments) ? attachments.filter(isObject).map(classOf) : [];
}

function classOf({ content_type: type }: { readonly content_type?: unknown }): AttachmentClass {
  const [kind] = typeof type === 'string' ? type.split('/', 1) : [];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'other';
}

/** The hosts of all links, as written. */
function hostsIn(content: unknown): readonly string[] {
  if (typeof content !== 'string' || !content.includes('://')) return [];
  return Array.from(content.matchAll(links), ([, host = '']) => withoutLastDots(host)).filter((host) => host !== '');
}

/** A pattern for this would go through a host of nothing but dots once for each of them. */
function withoutLastDots(host: string): string {
  let end = host.length;
  while (host[end - 1] === '.') end -= 1;
  return host.slice(0, end);
}

/** A host ends at any character that it cannot contain, such as Discord's markup. */
const links = /https?:\/\/(?:[^\s/?#@<>]*@)?([^\s/?#:@<>()[\]{}"'`|\\,;*~^]+)/gi;

/** The domain that the host is or lies in; the longest one if several match. */
function domainOf(host: string, domains: readonly string[]): string {
  if (domains.length === 0 || host.length > longestHost) return otherKey;
  for (let domain = inAscii(host); domain !== ''; domain = domain.slice(domain.indexOf('.') + 1)) {
    if (domains.includes(domain)) return domain;
    if (!domain.includes('.')) return otherKey;
  }
  return otherKey;
}

/** Node takes ten times as long for a host that needs only lower case. */
function inAscii(host: string): string {
  return /^[a-z0-9.-]+$/i.test(host) ? host.toLowerCase() : domainToASCII(host);
}

/** The maximum length of a domain name as text (RFC 1035, section 2.3.4). */
const longestHost = 253;

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
