import { hoursOfMonth } from '../../core/time.ts';
import { visitorsEmbed } from '../../render/embeds/visitors-embed.ts';
import { countedTime, suggestMonths } from '../answering/suggestions.ts';
import { askedMonth } from '../input/asked-month.ts';
import { askedRange } from './asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';

/** `.visitors June 2018`: the devices and languages that members were first seen with. */
export const visitors = {
  name: 'visitors',
  summary: 'command.visitors.summary',
  details: 'command.visitors.details',
  audience: 'moderators',
  isHeavy: false,
  typed: {
    usage: 'command.visitors.usage',
    examples: 'command.visitors.examples',
    parse: (text) => new Map(text.trim() === '' ? [] : [['month', text.trim()]]),
  },
  slash: {
    options: [{ name: 'month', kind: 'text', description: 'command.visitors.option.month', isSuggested: true }],
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestMonths(typed, await countedTime(guildId, services), words),
} as const satisfies Command;

async function run({ guildId, options, view, words }: CommandRequest, services: CommandServices): Promise<Answer> {
  const text = options.get('month') ?? 'this month';
  const month = askedMonth(text, services.clock.now());
  await askedRange(text, guildId, services);
  await services.collector.flush();
  const range = hoursOfMonth(month);
  const asked = { guildId, range, by: 'total', channel: null, view } as const;
  const device = await services.questions.ask({ ...asked, about: 'device' });
  const language = await services.questions.ask({ ...asked, about: 'language' });
  const isEmpty = device.rows.length === 0 && language.rows.length === 0;
  if (isEmpty && !services.status.countsVisitors) return [{ content: words.say('visitors.switchedOff') }];
  return [{ content: '', embeds: [visitorsEmbed(device, language, words)] }];
}
