import { Person } from '../../core/person.ts';
import { emojiKey } from '../emoji-key.ts';
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
