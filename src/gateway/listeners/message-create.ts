import { Person } from '../../core/person.ts';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { Data } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import { joinedAtMsOf } from '../joined-at.ts';
import { isWrittenByPerson } from '../written-by-person.ts';
import { countService } from './count-service.ts';
import { isStale } from './is-stale.ts';
import type { Listener, ListenerContext } from './listener.ts';

/** Counts what a person writes, and passes it on in case it is a command. */
export const messageCreate: Listener<'MESSAGE_CREATE'> = {
  event: 'MESSAGE_CREATE',
  listen(message, context, timing) {
    const { guild_id: guildId } = message;
    if (guildId === undefined) return;
    if (!isWrittenByPerson(message)) return countService(message, guildId, context, timing);
    if (context.guilds.get(guildId) !== undefined) count(message, guildId, context, timing);
  },
};

function count(
  message: Data<'MESSAGE_CREATE'>,
  guildId: Snowflake,
  context: ListenerContext,
  timing: DispatchTiming,
): void {
  context.collector.record(
    {
      kind: 'message',
      messageId: message.id,
      guildId,
      channelId: message.channel_id,
      person: new Person(message.author.id),
      roleIds: message.member?.roles ?? [],
      joinedAtMs: joinedAtMsOf(message.member),
      // The hour of a message is the one in its id: a replay brings it late.
      atMs: timeOfSnowflake(message.id),
    },
    timing.sequence,
  );
  if (!isStale(message.id, timing, answeredWithinMs)) context.commands.message(message);
}

/** Whoever typed a command longer ago does not wait for the answer any more, or has had it. */
const answeredWithinMs = 30_000;
