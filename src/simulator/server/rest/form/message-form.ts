import type { Snowflake } from '../../../../core/snowflake.ts';
import { type AllowedMentions, mentionsOf } from '../../mentions.ts';
import type { Attachment, Message } from '../../message.ts';
import type { Draft } from '../../messages.ts';
import type { World } from '../../world.ts';
import { ApiError, faults, invalidForm } from '../api-error.ts';
import type { Fields, MessageBody } from '../message-body.ts';
import { withIds } from './component-ids.ts';

/** The text and the special fields of a message. */
export interface Written {
  readonly content: string;
  readonly draft: Draft;
}

/**
 * A new message, as a request describes it.
 *
 * @throws {ApiError} if it exceeds Discord's limits.
 */
export function writtenBy(world: World, body: MessageBody): Written {
  const { payload } = body;
  const content = contentOf(payload) ?? '';
  const embeds = embedsOf(payload) ?? [];
  const components = componentsOf(payload) ?? [];
  const attachments = uploaded(world, body);
  if (!content && !embeds.length && !components.length && !attachments.length) throw new ApiError(faults.emptyMessage);

  const flags = typeof payload.flags === 'number' ? payload.flags : 0;
  const mentions = mentionsOf(world, content, payload.allowed_mentions as AllowedMentions | undefined);
  return { content, draft: { flags, embeds, components, attachments, mentions } };
}

/** The changes of a message in a request. Fields that the request omits stay. */
export function changesBy(world: World, message: Message, body: MessageBody): Draft & { content?: string } {
  const { payload } = body;
  const content = contentOf(payload);
  const embeds = embedsOf(payload);
  const components = componentsOf(payload);
  const kept = keptAttachments(message, payload);
  return {
    ...(content !== undefined && { content }),
    ...(embeds && { embeds }),
    ...(components && { components }),
    attachments: [...kept, ...uploaded(world, body)],
  };
}

function contentOf({ content }: Fields): string | undefined {
  if (content === undefined) return undefined;
  if (content === null) return '';
  if (typeof content !== 'string') throw invalidForm('content', 'Could not interpret as string.');
  if (content.length > 2000) throw invalidForm('content', 'Must be 2000 or fewer in length.');
  return content;
}

const longestEmbedText = 6000;

function embedsOf(payload: Fields): readonly unknown[] | undefined {
  const embeds = listOf(payload.embeds);
  if (!embeds) return undefined;
  if (embeds.length > 10) throw invalidForm('embeds', 'Must be 10 or fewer in length.');
  const lengths = embeds.map((embed, index) => embedLength(embed as EmbedText, `embeds.${index}`));
  if (lengths.reduce((sum, length) => sum + length, 0) > longestEmbedText) {
    throw invalidForm('embeds', 'Embed size exceeds maximum size of 6000');
  }
  return embeds.map((embed) => ({ type: 'rich', ...(embed as Fields) }));
}

interface EmbedText {
  readonly title?: string;
  readonly description?: string;
  readonly author?: { readonly name: string };
  readonly footer?: { readonly text: string };
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
}

/** The limits of an embed (Discord API reference, "Embed Limits"). */
function embedLength({ title, description, author, footer, fields = [] }: EmbedText, path: string): number {
  if (fields.length > 25) throw invalidForm(`${path}.fields`, 'Must be 25 or fewer in length.');
  const texts: [name: string, text: string | undefined, limit: number][] = [
    ['title', title, 256],
    ['description', description, 4096],
    ['author.name', author?.name, 256],
    ['footer.text', footer?.text, 2048],
    ...fields.flatMap((field, index): [string, string, number][] => [
      [`fields.${index}.name`, field.name, 256],
      [`fields.${index}.value`, field.value, 1024],
    ]),
  ];
  for (const [name, text, limit] of texts) {
    if (name.startsWith('fields.') && !text) throw invalidForm(`${path}.${name}`, 'This field is required');
    if (text && text.length > limit) throw invalidForm(`${path}.${name}`, `Must be ${limit} or fewer in length.`);
  }
  return texts.reduce((sum, [, text]) => sum + (text?.length ?? 0), 0);
}

function componentsOf({ components }: Fields): readonly Fields[] | undefined {
  const listed = listOf(components);
  return listed && withIds(listed as readonly Fields[]);
}

function uploaded(world: World, { files }: MessageBody): Attachment[] {
  return [...files.values()].map((file) => ({ ...file, id: world.newId() }));
}

/** If `attachments` is given, all others are removed (Discord API reference, "Edit Message"). */
function keptAttachments(message: Message, payload: Fields): readonly Attachment[] {
  const present = message.extras?.attachments ?? [];
  const named = listOf(payload.attachments) as readonly { readonly id: Snowflake | number }[] | undefined;
  if (!named) return present;
  return present.filter((file) => named.some(({ id }) => String(id) === file.id));
}

function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null) return [];
  return Array.isArray(value) ? value : undefined;
}
