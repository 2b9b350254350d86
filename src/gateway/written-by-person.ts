import { MessageFlags, MessageType } from '@discordjs/core';
import type { Of } from '../core/shape.ts';
import type { authorship } from './discord-shapes.ts';

/**
 * Whether a person wrote the message in the ordinary way: not an app, a webhook, a system message or an ephemeral one
 * (Discord API reference, "Message types"). Only such messages are counted and can be commands.
 */
export function isWrittenByPerson({ type, author, webhook_id, flags }: Of<typeof authorship>): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  const isOfAnApp = author.bot === true || author.system === true || webhook_id !== undefined;
  return isOrdinary && !isOfAnApp && ((flags ?? 0) & MessageFlags.Ephemeral) === 0;
}
