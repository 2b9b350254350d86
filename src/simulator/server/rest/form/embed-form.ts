import { invalidForm } from '../api-error.ts';
import type { Fields } from '../message-body.ts';
import { checkNumber, listIn, objectIn, required, textIn } from './form-field.ts';
import { pageUrl, type ShownFiles } from './shown-files.ts';

const mostEmbeds = 10;
const mostFields = 25;
const longestEmbedText = 6000;
const longestUrl = 2048;

/**
 * The embeds of a message as Discord keeps them; undefined if the request has none.
 *
 * @throws {ApiError} if they exceed Discord's limits (Discord API reference, "Embed Limits").
 */
export function embedsOf({ embeds: given }: Fields, files: ShownFiles): readonly Fields[] | undefined {
  const embeds = listIn(given, 'embeds', mostEmbeds)?.map((embed, index) => embedOf(embed, `embeds.${index}`, files));
  const length = embeds?.reduce((sum, embed) => sum + lengthOf(embed), 0) ?? 0;
  if (length > longestEmbedText) {
    throw invalidForm('embeds', 'Embed size exceeds maximum size of 6000', 'MAX_EMBED_SIZE_EXCEEDED');
  }
  return embeds;
}

function embedOf(value: unknown, path: string, files: ShownFiles): Fields {
  const given = objectIn(value, path);
  checkNumber(given.color, `${path}.color`, 0, 0xff_ff_ff);
  checkInstant(given.timestamp, `${path}.timestamp`);
  const embed = withoutUndefined({
    ...given,
    type: 'rich',
    title: trimmed(given.title, `${path}.title`, 256),
    description: trimmed(given.description, `${path}.description`, 4096),
    url: linkOf(given.url, `${path}.url`),
    author: namedOf(given.author, `${path}.author`, 'name', 256, files),
    footer: namedOf(given.footer, `${path}.footer`, 'text', 2048, files),
    image: pictureOf(given.image, `${path}.image`, files),
    thumbnail: pictureOf(given.thumbnail, `${path}.thumbnail`, files),
    fields: listIn(given.fields, `${path}.fields`, mostFields)?.map((field, index) =>
      fieldOf(field, `${path}.fields.${index}`),
    ),
  });
  const { title, description, author, footer, image, thumbnail, fields = [] } = embed;
  const isShown = title || description || author || footer || image || thumbnail || (fields as []).length > 0;
  if (!isShown) throw required(`${path}.description`);
  return embed;
}

function fieldOf(value: unknown, path: string): Fields {
  const field = objectIn(value, path);
  return {
    ...field,
    name: requiredTrimmed(field.name, `${path}.name`, 256),
    value: requiredTrimmed(field.value, `${path}.value`, 1024),
    inline: field.inline ?? false,
  };
}

/** The author or the footer: a text with a picture. */
function namedOf(value: unknown, path: string, key: 'name' | 'text', longest: number, files: ShownFiles) {
  if (value === undefined || value === null) return undefined;
  const { url, icon_url: icon, ...others } = objectIn(value, path);
  return withoutUndefined({
    ...others,
    [key]: requiredTrimmed(others[key], `${path}.${key}`, longest),
    url: linkOf(url, `${path}.url`),
    icon_url: icon === undefined || icon === null ? undefined : files.pictureUrl(icon, `${path}.icon_url`),
  });
}

function pictureOf(value: unknown, path: string, files: ShownFiles): Fields | undefined {
  if (value === undefined || value === null) return undefined;
  const url = files.pictureUrl(objectIn(value, path).url, `${path}.url`);
  return { url, proxy_url: url };
}

function linkOf(value: unknown, path: string): string | undefined {
  const url = textIn(value, path, longestUrl);
  return url === undefined ? undefined : pageUrl(url, path);
}

/** White space around a text does not count, and is not kept. */
function trimmed(value: unknown, path: string, longest: number): string | undefined {
  return textIn(typeof value === 'string' ? value.trim() : value, path, longest);
}

function requiredTrimmed(value: unknown, path: string, longest: number): string {
  const text = trimmed(value, path, longest);
  if (!text) throw required(path);
  return text;
}

function checkInstant(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return;
  throw invalidForm(path, `Could not parse ${value}. Should be ISO8601.`, 'DATE_TIME_TYPE_PARSE');
}

interface EmbedText {
  readonly title?: string;
  readonly description?: string;
  readonly author?: { readonly name: string };
  readonly footer?: { readonly text: string };
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
}

function lengthOf(embed: Fields): number {
  const { title, description, author, footer, fields = [] } = embed as EmbedText;
  const texts = [title, description, author?.name, footer?.text, ...fields.flatMap(({ name, value }) => [name, value])];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

function withoutUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
