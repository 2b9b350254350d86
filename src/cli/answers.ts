import { english, type MessageKey, type Words } from '../render/words.ts';
import { sampleOf } from './answers/sample-values.ts';
import type { CliCommand } from './cli-command.ts';
import { print } from './io/command-io.ts';
import { parseArguments } from './options.ts';

/** Lists the sentences that people can get, so that they can be read aloud. */
export const answers: CliCommand = {
  usage: `Usage: npm run answers -- [--keys]

Prints every sentence that a person can get from the bot, by place, with sample values filled in. A sentence that
differs by number is printed for one and for several.

  --keys        print the key of each sentence in src/render/locales, too`,
  async run(args, io) {
    const { values } = parseArguments('answers', { args: [...args], options: { keys: { type: 'boolean' } } });
    for (const place of new Set(english.keys.map(placeOf))) {
      print(io.stdout, `${place}\n`);
      for (const key of english.keys.filter((known) => placeOf(known) === place)) {
        if (values.keys === true) print(io.stdout, `  [${key}]`);
        for (const text of spokenForms(key, english)) print(io.stdout, `  ${text.replaceAll('\n', '\n  ')}`);
      }
      print(io.stdout, '');
    }
    return 0;
  },
};

/** The place of a sentence. Without a name of its own it is the first part of the key. */
function placeOf(key: string): string {
  const [first = key] = key.split('.');
  return places[first] ?? first;
}

/** Where people meet the sentences, by the first part of a key. */
const places: Readonly<Record<string, string>> = {
  active: '.active',
  answer: 'Any command, and when it cannot be answered',
  button: 'Buttons under an answer',
  card: '.card',
  channel: 'Channels in a command',
  channels: '.channels',
  command: 'The commands, as Discord and .help describe them',
  compare: '.compare',
  dates: 'Days and ranges in a command',
  definition: '.help with a word',
  domain: 'Domains in /settings',
  event: '.event',
  export: '.userstats, when it cannot be answered',
  format: 'Formats of files',
  help: '.help',
  hidden: 'Channels that a person cannot see',
  kinds: '.kinds',
  list: 'Lists within a sentence',
  measure: 'Names of the numbers',
  near: 'A command that nearly exists',
  newcomers: '.newcomers',
  note: 'Under every answer: what the numbers cover',
  over: '.over',
  permission: "Discord's permissions",
  picture: 'In pictures, and in the words that describe them',
  post: 'Posts that nobody asked for',
  privacy: '/privacy',
  reason: 'Under every answer: what is not known, and why',
  refusal: 'A command that the person may not use, or not here',
  report: '.report',
  row: 'Names of rows',
  settings: '/settings',
  short: 'Short tables under an answer',
  status: '.status',
  suggestion: 'Suggestions while a slash command is typed',
  time: 'Times within a sentence',
  userstats: '.userstats',
  value: 'Numbers within a sentence',
  visitors: '.visitors',
  ways: '.newcomers',
  when: '.when',
  why: 'Why a number is not known, in brackets',
};

/** A sentence with sample values: once, or in each form that it has by number or case. */
function spokenForms(key: MessageKey, words: Words): readonly string[] {
  let forms: readonly Readonly<Record<string, string | number>>[] = [{}];
  for (const [name, cases] of words.placeholders(key)) {
    const values = cases.length === 0 ? [sampleOf(key, name)] : cases.map(caseValue);
    forms = forms.flatMap((form) => values.map((value) => ({ ...form, [name]: value })));
  }
  return [...new Set(forms.map((form) => words.say(key, form)))];
}

/** A value that leads to a case of a plural or a select. */
function caseValue(name: string): string | number {
  if (name.startsWith('=')) return Number(name.slice(1));
  return plurals[name] ?? name;
}

const plurals: Readonly<Record<string, string | number>> = { one: 1, other: 3 };
