import { english } from '../render/words.ts';
import { placeOf } from './answers/places.ts';
import { spokenForms } from './answers/spoken-forms.ts';
import type { CliCommand } from './cli-command.ts';
import { print } from './io/command-io.ts';
import { parseArguments } from './options/parse-arguments.ts';

/** Lists the sentences that people can get, so that they can be read aloud. */
export const answers: CliCommand = {
  name: 'answers',
  summary: 'lists every sentence that a person can get from the bot',
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
