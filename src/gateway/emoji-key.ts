import { otherKey } from '../core/metric.ts';
import type { Of } from '../core/shape.ts';
import { longestKey } from '../core/total.ts';
import type { emoji } from './discord-shapes.ts';

/**
 * An emoji as a message shows it: a Unicode character, or `<:name:id>` for an emoji of a guild, because two of them may
 * have the same name. Null if Discord sends neither name nor id.
 */
export function emojiKey({ id, name, animated }: Of<typeof emoji>): string | null {
  // Discord sends no name for a deleted emoji. It shows any name that comes with an id.
  const key = id ? `<${animated === true ? 'a' : ''}:${name || '_'}:${id}>` : name || null;
  return key !== null && key.length > longestKey ? otherKey : key;
}
