import { MessageFlags } from '@discordjs/core';
import type { Channel } from '../../entities.ts';
import { type AllowedMentions, mentionsOf } from '../../mentions.ts';
import type { Message } from '../../message.ts';
import type { Draft } from '../../messages.ts';
import type { World } from '../../world.ts';
import { ApiError, faults, invalidForm } from '../api-error.ts';
import type { Fields, MessageBody } from '../message-body.ts';
import { attachmentsOf } from './attachment-form.ts';
import { componentsOf } from './component-form.ts';
import { embedsOf } from './embed-form.ts';
import { textIn } from './form-field.ts';
import { ShownFiles } from './shown-files.ts';

/** The text and the special fields of a message. */
export interface Written {
  readonly content: string;
  readonly draft: Draft;
}

const longestContent = 2000;

/** The flags that a request may set. Others are passed over. */
const settableFlags = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.IsComponentsV2;

/**
 * A new message, as a request describes it.
 *
 * @param moreFlags further flags that the request may set.
 * @throws {ApiError} if it exceeds Discord's limits.
 */
export function writtenBy(world: World, channel: Channel, body: MessageBody, moreFlags: MessageFlags | 0 = 0): Written {
  const { payload } = body;
  const flags = flagsOf(payload) & (settableFlags | moreFlags);
  const isV2 = (flags & MessageFlags.IsComponentsV2) !== 0;
  if (isV2) refuseLegacyFields(payload);
  const attachments = attachmentsOf(world, body, []);
  const files = new ShownFiles(channel.id, attachments);
  const content = contentOf(payload) ?? '';
  const embeds = embedsOf(payload, files) ?? [];
  const components = componentsOf(payload, isV2, files) ?? [];
  refuseEmpty([content, embeds, components, attachments]);

  const mentions = mentionsOf(world, content, payload.allowed_mentions as AllowedMentions | undefined);
  return { content, draft: { flags, embeds, components, attachments, mentions } };
}

/**
 * The changes of a message in a request. Fields that the request omits stay. So does the flag for a message of components
 * only; but components that need it are refused if the request omits it.
 *
 * @throws {ApiError} if the message would exceed Discord's limits.
 */
export function changesBy(
  world: World,
  channel: Channel,
  message: Message,
  body: MessageBody,
): Draft & { content?: string } {
  const { payload } = body;
  const { embeds = [], components = [], attachments = [], flags = 0 } = message.extras ?? {};
  const asked = flagsOf(payload) & MessageFlags.IsComponentsV2;
  const isV2 = ((flags | asked) & MessageFlags.IsComponentsV2) !== 0;
  if (isV2) refuseLegacyFields(payload);
  const attachmentsAfter = attachmentsOf(world, body, attachments);
  const files = new ShownFiles(channel.id, attachmentsAfter);
  const after = {
    content: contentOf(payload) ?? message.content,
    embeds: embedsOf(payload, files) ?? embeds,
    components: componentsOf(payload, asked !== 0, files) ?? components,
    attachments: attachmentsAfter,
  };
  if (isV2 && after.content) throw legacyField('content');
  if (isV2 && after.embeds.length > 0) throw legacyField('embeds');
  refuseEmpty(Object.values(after));
  return { ...after, flags: flags | asked };
}

function contentOf({ content }: Fields): string | undefined {
  return content === null ? '' : textIn(content, 'content', longestContent);
}

function flagsOf({ flags }: Fields): number {
  return typeof flags === 'number' ? flags : 0;
}

/** A message of components only has nothing else. Null stands for nothing. */
function refuseLegacyFields(payload: Fields): void {
  const field = ['content', 'embeds', 'sticker_ids', 'poll'].find((name) => (payload[name] ?? null) !== null);
  if (field !== undefined) throw legacyField(field);
}

function legacyField(field: string): ApiError {
  const message = `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
  return invalidForm(field, message, 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2');
}

function refuseEmpty(parts: readonly { readonly length: number }[]): void {
  if (parts.every(({ length }) => length === 0)) throw new ApiError(faults.emptyMessage);
}
