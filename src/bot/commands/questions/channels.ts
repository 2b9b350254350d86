import { channelsEmbed } from '../../../render/embeds/channels-embed.ts';
import { channelsPicture } from '../../../render/pictures/channels-picture.ts';
import type { PictureStyle } from '../../../render/pictures/picture.ts';
import { countedTime, suggestRanges } from '../../answering/suggestions.ts';
import { answerButtons, numbered } from '../../buttons/answer-buttons.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from '../command.ts';
import { rangeOption } from '../default-range.ts';
import { formatOption } from '../format-option.ts';
import { pictured } from '../pictured.ts';
import { askedDays, rangeText } from './asked-days.ts';
import { isForFile, tableAnswer, withFormat } from './table-answer.ts';

/** `.channels last month`: which channels are busy, quiet, growing and silent. */
export const channels = {
  name: 'channels',
  summary: 'command.channels.summary',
  details: 'command.channels.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.channels.usage',
    examples: 'command.channels.examples',
    parse: (text): Options => withFormat(text, rangeText),
  },
  slash: { options: [rangeOption, formatOption], isEphemeral: false },
  hasButtons: true,
  answersWith: (options) => (isForFile(options) ? 'file' : 'embed'),
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, onProgress, words } = request;
  const { range, text, remarks } = await askedDays(options.get('range') ?? null, request, services);
  await services.collector.flush();
  const asked = { guildId, range, channel: null, view, by: 'channel', onProgress } as const;
  const made = await services.questions.ask({ ...asked, about: 'channelChanges' });
  const embed = channelsEmbed(made, words, remarks);
  if (isForFile(options)) return [await tableAnswer({ embed, made, name: 'channels' }, request, services)];
  const shown = { use: { command: 'channels', options: {} }, view: 'channels', channel: null, range, text } as const;
  const buttons = answerButtons(shown, await numbered(guildId, services), words);
  const picture = (style: PictureStyle) => channelsPicture(made, style);
  return [await pictured({ lines: [], embed, picture, buttons }, request, services)];
}
