import { Person } from '../../core/person.ts';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import { isWrittenByPerson } from '../discord-shapes.ts';
import type { Data } from '../dispatch-shapes.ts';
import { type DispatchTiming, isStale } from '../dispatch-timing.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import { messageFeatures } from '../message-features.ts';
import { countApp } from './count-app.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** Counts a person's message, and passes it on as a possible command. */
export const messageCreate: Listener<'MESSAGE_CREATE'> = {
  event: 'MESSAGE_CREATE',
  listen(message, context, timing) {
    const { guild_id: guildId } = message;
    if (guildId === undefined) return;
    if (!isWrittenByPerson(message)) return countApp(message, guildId, context, timing);
    if (context.guilds.get(guildId) !== undefined) count(message, guildId, context, timing);
  },
};

function count(
  message: Data<'MESSAGE_CREATE'>,
  guildId: Snowflake,
  context: ListenerContext,
  timing: DispatchTiming,
): void {
  const { id: messageId, channel_id: channelId, author, member } = message;
  const { readsContent, guildCache } = context;
  const roleIds = member?.roles ?? [];
  const { linkDomains } = context.guilds.settings(guildId);
  context.collector.record(
    {
      kind: 'message',
      messageId,
      guildId,
      channelId,
      person: new Person(author.id),
      roleIds,
      joinedAtMs: joinedAtMsOf(member),
      isModerator: guildCache.isModerator(guildId, { userId: author.id, roleIds }),
      features: messageFeatures(message, { guildId, channelId, linkDomains, readsContent }),
      // The message's hour is the one in its id, because a replay delivers it late.
      atMs: timeOfSnowflake(messageId),
    },
    timing.sequence,
  );
  if (!isStale(messageId, timing, answeredWithinMs)) context.commands.message(message);
}

/** An older command is not answered: its author no longer waits, or already has the answer. */
const answeredWithinMs = 30_000;
