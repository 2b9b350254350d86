import { otherKey } from '../core/metric.ts';
import type { Of } from '../core/shape.ts';
import { longestKey } from '../core/total.ts';
import type { emoji } from './discord-shapes.ts';

/**
 * An emoji as it stands in a message: a Unicode character, or `<:name:id>` for one of a guild's own, of which two may have
 * the same name. Null where Discord says neither.
 */
export function emojiKey({ id, name, animated }: Of<typeof emoji>): string | null {
  // Discord does not name one that was deleted, and shows any name that stands beside an id.
  const key = id ? `<${animated === true ? 'a' : ''}:${name || '_'}:${id}>` : name || null;
  return key !== null && key.length > longestKey ? otherKey : key;
}
