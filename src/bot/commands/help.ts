import { UserError } from '../../core/errors.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import type { Answer, Command, CommandRequest } from './command.ts';

/** `.help` and `.help report`, for the given commands and for help itself. */
export function helpFor(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    summary: 'The commands, or what one of them does',
    details: 'Discord itself shows what the slash commands do.',
    audience: 'everyone',
    isHeavy: false,
    typed: {
      usage: 'help [command]',
      examples: ['help', 'help report'],
      parse: (text) => new Map(text.trim() === '' ? [] : [['command', text.trim()]]),
    },
    slash: null,
    answersWith: () => 'text',
    run: async (request) => answer(request, [...others, help]),
  };
  return help;
}

function answer({ options, prefix }: CommandRequest, commands: readonly Command[]): Answer {
  const asked = options.get('command');
  if (asked === undefined) {
    const lines = commands.map((command) => `${shortest(command, prefix)}: ${command.summary}`);
    return [{ content: [...lines, `More: ${inlineCode(`${prefix}help <command>`)}`].join('\n') }];
  }
  const name = asked.toLowerCase().replace(/userstats\s+report$/, 'report');
  const command = commands.find((known) =>
    [known.name, `/${known.name}`, prefix.toLowerCase() + known.name].includes(name),
  );
  if (command === undefined) {
    const names = commands.map((known) => inlineCode(known.name)).join(', ');
    throw new UserError(`Expected one of the commands ${names}, but got ${quoteInput(asked)}.`);
  }
  return [{ content: explanation(command, prefix) }];
}

function shortest({ name, typed }: Command, prefix: string): string {
  return inlineCode(typed === null ? `/${name}` : `${prefix}${name}`);
}

function explanation({ summary, details, typed, slash }: Command, prefix: string): string {
  const forms = [
    ...(typed === null ? [] : [`${prefix}${typed.usage}`]),
    ...(slash === null ? [] : [`/${slash.usage}`]),
  ];
  const examples = (typed?.examples ?? []).map((example) => inlineCode(`${prefix}${example}`));
  return [
    `${summary}. ${details}`,
    `**Usage:** ${forms.map(inlineCode).join(' or ')}`,
    ...(examples.length > 0 ? [`**Examples:** ${examples.join(', ')}`] : []),
  ].join('\n');
}
