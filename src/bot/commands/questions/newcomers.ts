import { hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import { newcomerWaysEmbed } from '../../../render/embeds/newcomer-ways-embed.ts';
import { askedMonth } from '../../input/asked-month.ts';
import { askedRange } from '../asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import { defaultRange } from '../default-range.ts';
import { monthOption, monthText, suggestMonth } from './month-option.ts';

/** `.newcomers June 2018`: what became of those who joined in a month. */
export const newcomers = {
  name: 'newcomers',
  summary: 'command.newcomers.summary',
  details: 'command.newcomers.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.newcomers.usage', examples: 'command.newcomers.examples', parse: monthText },
  slash: { options: [monthOption], isEphemeral: false },
  answersWith: () => 'embed',
  run,
  suggest: suggestMonth,
} as const satisfies Command;

async function run({ guildId, options, view, words }: CommandRequest, services: CommandServices): Promise<Answer> {
  const text = options.get('month');
  const month =
    text === undefined
      ? monthOfHour((await defaultRange(guildId, services)).range.from)
      : askedMonth(text, services.clock.now());
  if (text !== undefined) await askedRange(text, guildId, services);
  await services.collector.flush();
  const asked = { guildId, range: hoursOfMonth(month), channel: null, view, by: 'total' } as const;
  const made = await services.questions.ask({ ...asked, about: 'newcomerWays' });
  return [{ content: '', embeds: [newcomerWaysEmbed(made, words)] }];
}
