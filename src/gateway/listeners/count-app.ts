import { MessageFlags, MessageType } from '@discordjs/core';
import { Person } from '../../core/person.ts';
import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { AppKind } from '../../core/visit.ts';
import type { Data } from '../dispatch-shapes.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';
import type { ListenerContext } from './listener.ts';

/** Counts the app that wrote a message in a counted channel, once a month. Its messages are not counted. */
export function countApp(
  message: Data<'MESSAGE_CREATE'>,
  guildId: Snowflake,
  { collector, guilds }: ListenerContext,
  { sequence }: DispatchTiming,
): void {
  const kind = kindOf(message);
  const channel = guilds.countedChannel(guildId, message.channel_id);
  if (kind === null || channel === undefined) return;
  if (guilds.settings(guildId).ignoredChannelIds.includes(channel.id)) return;
  const person = new Person(message.author.id);
  const atMs = timeOfSnowflake(message.id);
  collector.record({ kind: 'visit', guildId, person, roleIds: [], dimension: 'app', value: kind, atMs }, sequence);
}

/** The kind of app that wrote a message visible to all; null for any other message. */
function kindOf({
  type,
  flags,
  author,
  webhook_id: webhookId,
  application_id: applicationId,
}: Data<'MESSAGE_CREATE'>): AppKind | null {
  if (!written.includes(type) || ((flags ?? 0) & MessageFlags.Ephemeral) !== 0) return null;
  // The response to a slash command comes through a webhook with the id of its app.
  if (webhookId !== undefined && webhookId !== applicationId) return 'webhook';
  return author.bot === true ? 'bot' : null;
}

const written: readonly MessageType[] = [
  MessageType.Default,
  MessageType.Reply,
  MessageType.ChatInputCommand,
  MessageType.ContextMenuCommand,
];
