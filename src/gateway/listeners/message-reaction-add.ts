import { otherKey } from '../../core/metric.ts';
import { Person } from '../../core/person.ts';
import type { Of } from '../../core/shape.ts';
import { longestKey } from '../../core/total.ts';
import type { emoji } from '../discord-shapes.ts';
import type { Listener } from './listener.ts';

/** Counts a person's reaction by its emoji. A reaction that is taken back stays counted. */
export const messageReactionAdd: Listener<'MESSAGE_REACTION_ADD'> = {
  event: 'MESSAGE_REACTION_ADD',
  listen(reaction, { collector }, { sequence, nowMs }) {
    const { guild_id: guildId, channel_id: channelId, user_id: userId, member } = reaction;
    const key = emojiKey(reaction.emoji);
    if (guildId === undefined || key === null || member?.user.bot === true) return;
    const person = new Person(userId);
    const place = { channelId, roleIds: member?.roles ?? null };
    collector.record({ kind: 'event', metric: 'reaction', key, guildId, person, place, atMs: nowMs }, sequence);
  },
};

/**
 * An emoji as a message shows it: a Unicode character, or `<:name:id>` for an emoji of a guild, because two of them may
 * have the same name. Null if Discord sends neither name nor id.
 */
export function emojiKey({ id, name, animated }: Of<typeof emoji>): string | null {
  // Discord sends no name for a deleted emoji. It shows any name that comes with an id.
  const key = id ? `<${animated === true ? 'a' : ''}:${name || '_'}:${id}>` : name || null;
  return key !== null && key.length > longestKey ? otherKey : key;
}
