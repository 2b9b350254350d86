import { type APIMessage, MessageFlags, MessageType } from '@discordjs/core';

/**
 * Whether a person wrote a message in the ordinary way: no app, no webhook, no notice of Discord's own, nothing that
 * only one person sees (Discord API reference, "Message types"). Only such messages count, and only they may be
 * commands.
 */
export function isWrittenByPerson({
  type,
  author,
  webhook_id,
  flags,
}: Pick<APIMessage, 'type' | 'author' | 'webhook_id' | 'flags'>): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  const isOfAnApp = author.bot === true || author.system === true || webhook_id !== undefined;
  return isOrdinary && !isOfAnApp && ((flags ?? 0) & MessageFlags.Ephemeral) === 0;
}
