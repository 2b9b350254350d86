import { seesAllChannels } from '../../core/channel.ts';
import { dayMs, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import { visitorsEmbed } from '../../render/embeds/visitors-embed.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { english } from '../../render/words.ts';
import { suggestMonths } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { guildCommand } from './slash-builders.ts';

/** `.visitors June 2018`: the devices and languages that members were first seen with. */
export const visitors = {
  name: 'visitors',
  summary: english.say('visitors.summary'),
  details: english.say('visitors.details'),
  audience: 'moderators',
  isHeavy: false,
  typed: {
    usage: 'visitors [month]',
    examples: english.say('visitors.examples').split('\n'),
    parse: (text) => new Map(text.trim() === '' ? [] : [['month', text.trim()]]),
  },
  slash: {
    usage: 'visitors [month:]',
    definition: guildCommand('visitors', english.say('visitors.summary'))
      .addStringOption((option) =>
        option.setName('month').setDescription(english.say('visitors.monthOption')).setAutocomplete(true),
      )
      .toJSON(),
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: (_name, typed, _request, services) => suggestMonths(typed, services.clock.now()),
} as const satisfies Command;

async function run({ guildId, options }: CommandRequest, services: CommandServices): Promise<Answer> {
  const month = readMonth(options.get('month') ?? 'this month', services.clock.now());
  await services.collector.flush();
  const range = hoursOfMonth(month);
  const asked = { guildId, range, by: 'total', channel: null, view: seesAllChannels } as const;
  const device = await services.questions.ask({ ...asked, about: 'device' });
  const language = await services.questions.ask({ ...asked, about: 'language' });
  const isEmpty = device.rows.length === 0 && language.rows.length === 0;
  if (isEmpty && !services.status.countsVisitors) return [{ content: english.say('visitors.switchedOff') }];
  return [{ content: '', embeds: [visitorsEmbed(device, language)] }];
}

/** @throws {Mistake} for any text that is not a whole month, or the current month up to today. */
function readMonth(text: string, nowMs: number): Month {
  const range = parseDateRange(text, nowMs);
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  const endOfToday = (Math.floor(nowMs / dayMs) + 1) * 24;
  if (range.from === whole.from && range.to === Math.min(whole.to, endOfToday)) return month;
  throw new Mistake('visitors.notAMonth', { given: quoteInput(text) });
}
