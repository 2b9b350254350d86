import type { Snowflake } from '../../core/snowflake.ts';
import type { Command } from '../commands/command.ts';

/** A message that is a command, with the text after the command's name. */
export interface TypedCommand {
  readonly command: Command;
  readonly text: string;
}

/**
 * Recognises `.report …` and `@Census report …`; a bare mention asks for help. Returns undefined for all other
 * messages, unknown commands included, because other bots may share the prefix.
 */
export function readTypedCommand(
  content: string,
  prefix: string,
  botId: Snowflake,
  commands: readonly Command[],
): TypedCommand | undefined {
  const afterMention = textAfterMention(content, botId);
  if (afterMention === undefined && !content.startsWith(prefix)) return undefined;
  const spoken = afterMention === '' ? 'help' : (afterMention ?? content.slice(prefix.length));
  // Later versions of the original bot spelled `.report` as `.userstats report`.
  const [, name, text = ''] = /^(?:userstats\s+(?=report(?:\s|$)))?([a-z]+)(?:\s+(.*))?$/is.exec(spoken) ?? [];
  const command = commands.find((known) => known.typed !== null && known.name === name?.toLowerCase());
  return command === undefined ? undefined : { command, text: text.trim() };
}

/** Undefined if the message does not begin with a mention of the bot. */
export function textAfterMention(content: string, botId: Snowflake): string | undefined {
  if (!content.startsWith('<@')) return undefined; // The common case.
  for (const mention of [`<@${botId}>`, `<@!${botId}>`]) {
    if (content.startsWith(mention)) return content.slice(mention.length).trim();
  }
  return undefined;
}
