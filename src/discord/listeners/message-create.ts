import { MessageFlags, MessageType } from '@discordjs/core';
import { Person } from '../../core/person.ts';
import { timeOfSnowflake } from '../../core/snowflake.ts';
import type { Data, Listener, ListenerContext } from './listener.ts';

/** Counts what a person writes, and passes it on in case it is a command. */
export const messageCreate: Listener<'MESSAGE_CREATE'> = {
  event: 'MESSAGE_CREATE',
  listen(message, context, { mark }) {
    if (!isWrittenByPerson(message)) return;
    const { guild_id: guildId, channel_id: channelId } = message;
    if (guildId === undefined || context.guilds.get(guildId) === undefined) return;
    const count = () => {
      context.collector.record(
        {
          kind: 'message',
          messageId: message.id,
          guildId,
          channelId,
          person: new Person(message.author.id),
          roleIds: message.member?.roles ?? [],
          // The hour of a message is the one in its id: a replay brings it late.
          atMs: timeOfSnowflake(message.id),
        },
        mark,
      );
      context.commands.message(message);
    };
    if (isKnown(context, guildId, channelId)) return count();
    return context.learnChannel(guildId, channelId).then(count);
  },
};

/** Not of an app, a webhook or Discord itself (Discord API reference, "Message types"). */
function isWrittenByPerson({ type, author, webhook_id, flags }: Data<'MESSAGE_CREATE'>): boolean {
  const isOrdinary = type === MessageType.Default || type === MessageType.Reply;
  const isOfAnApp = author.bot === true || author.system === true || webhook_id !== undefined;
  return isOrdinary && !isOfAnApp && ((flags ?? 0) & MessageFlags.Ephemeral) === 0;
}

function isKnown({ guilds }: ListenerContext, guildId: string, channelId: string): boolean {
  return guilds.countedChannel(guildId, channelId) !== undefined;
}
