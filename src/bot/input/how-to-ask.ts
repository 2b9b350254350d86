import type { Channel } from '../../core/channel.ts';
import { inlineCode } from '../../render/quote.ts';

/** A channel as a person may write it in a command: a mention, or the name of a deleted channel. */
export function howToAsk({ id, name, isDeleted }: Channel): string {
  if (!isDeleted) return `<#${id}>`;
  return inlineCode(/\s/.test(name) ? `"${name}"` : `#${name}`);
}
