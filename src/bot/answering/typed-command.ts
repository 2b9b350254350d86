import type { Snowflake } from '../../core/snowflake.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import type { Command } from '../commands/command.ts';
import { nearest } from '../input/near.ts';

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

/** Says in a language what was probably meant. */
export type Correction = (words: Words) => string;

/**
 * The answer to a message that is nearly a command: a mistyped one, one that exists only as a slash command, or any
 * words after a mention of the bot. Undefined for all other messages, such as `...`, prices, or other bots' commands.
 */
export function nearCommand(
  content: string,
  prefix: string,
  botId: Snowflake,
  commands: readonly Command[],
): Correction | undefined {
  const afterMention = textAfterMention(content, botId);
  if (afterMention === undefined && !content.startsWith(prefix)) return undefined;
  const [name = ''] = /^[a-z]+(?!\S)/i.exec(afterMention ?? content.slice(prefix.length)) ?? [];
  const meant = nearest(name, commands, (command) => command.name);
  if (meant !== undefined) return (words) => correction(words, name, meant, prefix);
  return afterMention === undefined ? undefined : (words) => known(words, commands, prefix);
}

/** Undefined if the message does not begin with a mention of the bot. */
function textAfterMention(content: string, botId: Snowflake): string | undefined {
  if (!content.startsWith('<@')) return undefined; // The common case.
  for (const mention of [`<@${botId}>`, `<@!${botId}>`]) {
    if (content.startsWith(mention)) return content.slice(mention.length).trim();
  }
  return undefined;
}

function correction(words: Words, typed: string, { name, typed: form }: Command, prefix: string): string {
  const slash = inlineCode(`/${name}`);
  if (form !== null) {
    const values = { typed: inlineCode(`${prefix}${typed}`), suggestion: inlineCode(`${prefix}${name}`) };
    return words.say('near.command', values);
  }
  if (typed.toLowerCase() === name) return words.say('near.slashCommand', { command: slash });
  return words.say('near.command', { typed: inlineCode(`${prefix}${typed}`), suggestion: slash });
}

function known(words: Words, commands: readonly Command[], prefix: string): string {
  const typed = commands.filter((command) => command.typed !== null).map(({ name }) => inlineCode(prefix + name));
  return words.say('near.known', { commands: typed.join(', '), help: inlineCode(`${prefix}help`) });
}
