import { MessageFlags, MessageType } from '@discordjs/core';
import type { Of } from '../core/shape.ts';
import type { authorship } from './discord-shapes.ts';

/**
 * Whether a person wrote a message in the ordinary way: no app, no webhook, no notice of Discord's own, nothing that
 * only one person sees (Discord API reference, "Message types"). Only such messages count, and only they may be
 * commands.
 */
export function isWrittenByPerson({ type, author, webhook_id, flags }: Of<typeof authorship>): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  const isOfAnApp = author.bot === true || author.system === true || webhook_id !== undefined;
  return isOrdinary && !isOfAnApp && ((flags ?? 0) & MessageFlags.Ephemeral) === 0;
}
