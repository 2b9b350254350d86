import { dayMs, type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import { activeEmbed } from '../../render/embeds/active-embed.ts';
import { activePicture } from '../../render/pictures/active-picture.ts';
import type { PictureStyle } from '../../render/pictures/picture.ts';
import { countedTime, suggestRanges } from '../answering/suggestions.ts';
import { answerButtons, numbered } from '../buttons/answer-buttons.ts';
import { askedRange } from './asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { formatOption } from './format-option.ts';
import { pictured } from './pictured.ts';
import { rangeText } from './questions/asked-days.ts';
import { isForFile, tableAnswer, withFormat } from './questions/table-answer.ts';

/** `.active last month`: how many members were active per day, week and month. */
export const active = {
  name: 'active',
  summary: 'command.active.summary',
  details: 'command.active.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.active.usage',
    examples: 'command.active.examples',
    parse: (text): Options => withFormat(text, rangeText),
  },
  slash: {
    options: [
      { name: 'range', kind: 'text', description: 'command.active.option.range', isSuggested: true },
      formatOption,
    ],
    isEphemeral: false,
  },
  hasButtons: true,
  answersWith: (options) => (isForFile(options) ? 'file' : 'embed'),
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, onProgress, words } = request;
  const nowMs = services.clock.now();
  const text = options.get('range');
  const range = text === undefined ? lastThirtyDays(nowMs) : await askedRange(text, guildId, services);
  await services.collector.flush();
  const { questions } = services;
  const asked = { guildId, range, by: 'total', channel: null, view } as const;
  const made = await questions.ask({ ...asked, about: 'active', compareWith: 'periodBefore', onProgress });
  const wholeDays = { from: range.from, to: Math.ceil(made.query.range.to / 24) * 24 };
  const month = hoursOfMonth(monthOfHour(wholeDays.to - 1));
  const newcomers = await questions.ask({ ...asked, about: 'newcomers', range: wholeDays });
  const apps = await questions.ask({ ...asked, about: 'apps', range: month });
  const embed = activeEmbed({ active: made, newcomers, apps }, words);
  const days = await questions.ask({ ...asked, about: 'series', by: 'day', range: wholeDays });
  if (isForFile(options)) return [await tableAnswer({ embed, made: days, name: 'active' }, request, services)];
  const thirteen = { from: hoursOfMonth(monthOfHour(wholeDays.to - 1) - 12).from, to: month.to };
  const months = await questions.ask({ ...asked, about: 'series', by: 'month', range: thirteen });
  const picture = (style: PictureStyle) => activePicture({ days, months }, style);
  const shown = { use: { command: 'active', options: {} }, view: null, channel: null, range, text: text ?? null };
  const buttons = answerButtons(shown, await numbered(guildId, services), words);
  return [await pictured({ lines: [], embed, picture, buttons }, request, services)];
}

/** Includes the current day. */
function lastThirtyDays(nowMs: number): HourRange {
  const tomorrow = Math.floor(nowMs / dayMs) + 1;
  return { from: (tomorrow - 30) * 24, to: tomorrow * 24 };
}
