import type { Snowflake } from '../../../../core/snowflake.ts';
import { attachmentUrl } from '../../attachment-url.ts';
import type { Attachment } from '../../message.ts';
import { invalidForm } from '../api-error.ts';
import type { Fields } from '../message-body.ts';
import { objectIn, requiredTextIn } from './form-field.ts';

const longestUrl = 2048;
const scheme = 'attachment://';

/** The files of a message, as its embeds and components name them: `attachment://march.png`. */
export class ShownFiles {
  readonly #channelId: Snowflake;
  readonly #files: readonly Attachment[];

  constructor(channelId: Snowflake, files: readonly Attachment[]) {
    this.#channelId = channelId;
    this.#files = files;
  }

  /**
   * The address of an embed's picture. One that is not there is refused here; Discord would show the embed without it.
   *
   * @throws {ApiError} also for a file that is no picture.
   */
  pictureUrl(value: unknown, path: string): string {
    const url = requiredTextIn(value, path, longestUrl);
    if (!url.startsWith(scheme)) return pageUrl(url, path, ['http', 'https', 'attachment']);
    const file = this.#named(url, path);
    if (isPicture.test(file.name)) return attachmentUrl(this.#channelId, file);
    throw invalidForm(path, 'Only .jpg, .jpeg, .png, .webp, and .gif may be used.');
  }

  /** A component's media, with what Discord adds to it. */
  media(value: unknown, path: string): Fields {
    const { url: given } = objectIn(value, path);
    const url = requiredTextIn(given, `${path}.url`, longestUrl);
    return url.startsWith(scheme) ? this.#mediaOf(url, path) : { url: pageUrl(url, `${path}.url`) };
  }

  /** The same, for a component that shows only uploaded files. */
  uploaded(value: unknown, path: string): Fields & { readonly name: string; readonly size: number } {
    const { url: given } = objectIn(value, path);
    const url = requiredTextIn(given, `${path}.url`, longestUrl);
    if (!url.startsWith(scheme)) {
      throw invalidForm(`${path}.url`, 'Must be a reference to an attachment.', 'URL_TYPE_INVALID_SCHEME');
    }
    const { name, bytes } = this.#named(url, path);
    return { file: this.#mediaOf(url, path), name, size: bytes.length };
  }

  #mediaOf(url: string, path: string): Fields {
    const file = this.#named(url, path);
    const address = attachmentUrl(this.#channelId, file);
    return { url: address, proxy_url: address, content_type: file.contentType, attachment_id: file.id };
  }

  /** Discord renames files with other characters in their names, so that no reference finds them. */
  #named(url: string, path: string): Attachment {
    const name = url.slice(scheme.length);
    const file = this.#files.find((one) => one.name === name);
    if (file && /^[\w.-]+$/.test(name)) return file;
    const code = 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND';
    throw invalidForm(path, `The referenced attachment "${name}" was not found.`, code);
  }
}

/** @throws {ApiError} for an address that does not begin with one of the schemes. */
export function pageUrl(url: string, path: string, schemes: readonly string[] = ['http', 'https']): string {
  if (URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)) return url;
  const given = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1] ?? '';
  const known = schemes.map((one) => `'${one}'`).join(', ');
  const message = `Scheme "${given}" is not supported. Scheme must be one of (${known}).`;
  throw invalidForm(path, message, 'URL_TYPE_INVALID_SCHEME');
}

const isPicture = /\.(jpe?g|png|webp|gif)$/i;
