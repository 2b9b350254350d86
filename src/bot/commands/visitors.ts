import { dayMs, hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import { visitorsEmbed } from '../../render/embeds/visitors-embed.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { countedTime, suggestMonths } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
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
  suggest: async (_name, typed, { guildId }, services) => suggestMonths(typed, await countedTime(guildId, services)),
} as const satisfies Command;

async function run({ guildId, options, view, words }: CommandRequest, services: CommandServices): Promise<Answer> {
  const text = options.get('month') ?? 'this month';
  const month = readMonth(text, services.clock.now());
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

/** @throws {Mistake} for any text that is not a whole month, or the current month up to today. */
function readMonth(text: string, nowMs: number): Month {
  const range = parseDateRange(text, nowMs);
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  const endOfToday = (Math.floor(nowMs / dayMs) + 1) * 24;
  if (range.from === whole.from && range.to === Math.min(whole.to, endOfToday)) return month;
  throw new Mistake('visitors.notAMonth', { given: quoteInput(text) });
}
