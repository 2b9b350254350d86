import { longestEventName, shownEvents } from '../../../core/events/event.ts';
import { Mistake } from '../../../render/mistake.ts';
import { suggestChannels } from '../../answering/suggestions.ts';
import {
  type Answer,
  type Command,
  type CommandRequest,
  type CommandServices,
  type Options,
  type SlashOption,
  subcommandOption,
} from '../command.ts';
import { addEvent } from './add-event.ts';
import { eventLine } from './event-line.ts';
import { listEvents } from './list-events.ts';
import { removeEvent } from './remove-event.ts';
import type { RunSubcommand } from './run-subcommand.ts';
import { showEvent } from './show-event.ts';

const nameOption: SlashOption = {
  name: 'name',
  kind: 'text',
  description: 'command.event.option.name',
  isRequired: true,
  isSuggested: true,
  mostCharacters: longestEventName,
};

/** `/event add`, `/event list`, `/event remove`, `/event show` and `.event NAME`: spans of time with a name. */
export const event = {
  name: 'event',
  summary: 'command.event.summary',
  details: 'command.event.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.event.usage', examples: 'command.event.examples', parse: parseTyped },
  slash: {
    options: [],
    subcommands: [
      {
        name: 'add',
        description: 'command.event.add',
        options: [
          {
            name: 'name',
            kind: 'text',
            description: 'command.event.option.newName',
            isRequired: true,
            mostCharacters: longestEventName,
          },
          { name: 'from', kind: 'text', description: 'command.event.option.from', isRequired: true },
          { name: 'to', kind: 'text', description: 'command.event.option.to' },
          { name: 'channel', kind: 'text', description: 'command.event.option.channel', isSuggested: true },
        ],
      },
      { name: 'list', description: 'command.event.list', options: [] },
      { name: 'remove', description: 'command.event.remove', options: [nameOption] },
      { name: 'show', description: 'command.event.show', options: [nameOption] },
    ],
    isEphemeral: false,
  },
  answersWith: (options) => (['add', 'remove'].includes(options.get(subcommandOption) ?? '') ? 'text' : 'embed'),
  run,
  suggest: async (option, typed, { guildId, channels, words }, { store }) => {
    if (option === 'channel') return suggestChannels(typed, channels, words);
    const wanted = typed.trim().toLowerCase();
    return shownEvents(await store.events(guildId), channels)
      .toReversed()
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .slice(0, mostSuggestions)
      .map((found) => ({ name: eventLine(found, words).slice(0, longestEventName), value: `#${found.id}` }));
  },
} as const satisfies Command;

const mostSuggestions = 25;

/** `.event` and `.event list` list them; any other text is a name. */
function parseTyped(text: string): Options {
  const name = text.trim();
  if (name === '' || name.toLowerCase() === 'list') return new Map([[subcommandOption, 'list']]);
  return new Map([
    [subcommandOption, 'show'],
    ['name', name],
  ]);
}

const subcommands: Readonly<Record<string, RunSubcommand>> = {
  add: addEvent,
  list: listEvents,
  remove: removeEvent,
  show: showEvent,
};

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const subcommand = subcommands[request.options.get(subcommandOption) ?? ''];
  if (subcommand === undefined) throw new Mistake('event.none');
  const events = shownEvents(await services.store.events(request.guildId), request.channels);
  return subcommand(request, services, events);
}
