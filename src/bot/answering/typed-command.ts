import type { Snowflake } from '../../core/snowflake.ts';
import type { Command } from '../commands/command.ts';

/** A typed message that is a command, with what follows the command's name. */
export interface TypedCommand {
  readonly command: Command;
  readonly text: string;
}

/**
 * Recognises `.report …` and `@Census report …`; a mention alone asks for help. Undefined for all other messages, an
 * unknown command among them: other bots may share the prefix.
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
  // The original's later spelling of `.report` was `.userstats report`.
  const [, name, text = ''] = /^(?:userstats\s+(?=report(?:\s|$)))?([a-z]+)(?:\s+(.*))?$/is.exec(spoken) ?? [];
  const command = commands.find((known) => known.typed !== null && known.name === name?.toLowerCase());
  return command === undefined ? undefined : { command, text: text.trim() };
}

function textAfterMention(content: string, botId: Snowflake): string | undefined {
  if (!content.startsWith('<@')) return undefined; // As nearly all messages.
  for (const mention of [`<@${botId}>`, `<@!${botId}>`]) {
    if (content.startsWith(mention)) return content.slice(mention.length).trim();
  }
  return undefined;
}
