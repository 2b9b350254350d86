import type { Snowflake } from '../../core/snowflake.ts';
import type { Attachment } from './message.ts';

/** Where a file of a message can be fetched. */
export function attachmentUrl(channelId: Snowflake, { id, name }: Attachment): string {
  return `https://cdn.discordapp.com/attachments/${channelId}/${id}/${encodeURIComponent(name)}`;
}

/**
 * The addresses of everything that embeds and components show. A file that is shown there is not among a message's
 * attachments (Discord API reference, "Message Structure").
 */
export function shownUrls(parts: readonly unknown[]): ReadonlySet<string> {
  const urls = new Set<string>();
  const visit = (value: unknown) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') visit(inner);
      else if (key === 'url' || key === 'icon_url') urls.add(inner);
    }
  };
  for (const part of parts) visit(part);
  return urls;
}
