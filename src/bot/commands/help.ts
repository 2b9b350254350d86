import { definedWords, definitionOf } from '../../render/definitions.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import type { Command, CommandRequest } from './command.ts';
import { slashUsage } from './slash-definition.ts';

/** `.help`, `.help report` and `.help stickiness`, for the given commands and for help itself. */
export function helpFor(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    summary: 'command.help.summary',
    details: 'command.help.details',
    audience: 'everyone',
    isHeavy: false,
    typed: {
      usage: 'command.help.usage',
      examples: 'command.help.examples',
      parse: (text) => new Map(text.trim() === '' ? [] : [['about', text.trim()]]),
    },
    slash: null,
    answersWith: () => 'text',
    run: async (request) => [{ content: linesOf(request, [...others, help]).join('\n') }],
  };
  return help;
}

function linesOf({ options, prefix, words }: CommandRequest, commands: readonly Command[]): readonly string[] {
  const asked = options.get('about');
  if (asked === undefined) return overview(commands, prefix, words);
  const command = calledCommand(asked, commands, prefix);
  const definition = definitionOf(asked, words);
  if (command === undefined && definition === null) {
    throw new Mistake('help.unknown', {
      asked: quoteInput(asked),
      commands: (spoken) => spoken.list(commands.map(({ name }) => inlineCode(name))),
      words: (spoken) => spoken.list(definedWords(spoken)),
    });
  }
  return [
    ...(command === undefined ? [] : explanation(command, prefix, words)),
    ...(definition === null ? [] : [words.say('help.definition', definition)]),
  ];
}

function overview(commands: readonly Command[], prefix: string, words: Words): readonly string[] {
  const lines = commands.map((command) =>
    words.say('help.command', { command: shortest(command, prefix), summary: words.say(command.summary) }),
  );
  return [
    ...lines,
    words.say('help.more', { command: inlineCode(`${prefix}${words.say('command.help.usage')}`) }),
    words.say('help.words', { words: definedWords(words).join(' · ') }),
  ];
}

function calledCommand(asked: string, commands: readonly Command[], prefix: string): Command | undefined {
  const name = asked.toLowerCase().replace(/userstats\s+report$/, 'report');
  return commands.find((known) => [known.name, `/${known.name}`, prefix.toLowerCase() + known.name].includes(name));
}

function shortest({ name, typed }: Command, prefix: string): string {
  return inlineCode(typed === null ? `/${name}` : `${prefix}${name}`);
}

function explanation(command: Command, prefix: string, words: Words): readonly string[] {
  const { summary, details, typed, slash } = command;
  const forms = [
    ...(typed === null ? [] : [`${prefix}${words.say(typed.usage)}`]),
    ...(slash === null ? [] : [`/${slashUsage({ ...command, slash })}`]),
  ];
  const examples = typed === null ? [] : words.say(typed.examples).split('\n');
  const said = examples.map((example) => inlineCode(`${prefix}${example}`)).join(', ');
  return [
    words.say('help.about', { summary: words.say(summary), details: words.say(details) }),
    words.say('help.usage', { forms: words.list(forms.map(inlineCode), 'disjunction') }),
    ...(examples.length === 0 ? [] : [words.say('help.examples', { examples: said })]),
  ];
}
