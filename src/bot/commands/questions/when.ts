import { whenEmbed } from '../../../render/embeds/when-embed.ts';
import type { PictureStyle } from '../../../render/pictures/picture.ts';
import { whenPicture } from '../../../render/pictures/when-picture.ts';
import { answerButtons, numbered } from '../../buttons/answer-buttons.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import { pictured } from '../pictured.ts';
import {
  askedChannel,
  channelAndRangeOptions,
  channelAndRangeText,
  suggestChannelsAndRanges,
} from './asked-channel.ts';
import { isForFile, tableAnswer } from './table-answer.ts';

/** `.when #general last month`: when people write and talk, by hour of the week. */
export const when = {
  name: 'when',
  summary: 'command.when.summary',
  details: 'command.when.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.when.usage', examples: 'command.when.examples', parse: channelAndRangeText },
  slash: { options: channelAndRangeOptions, isEphemeral: false },
  hasButtons: true,
  answersWith: (options) => (isForFile(options) ? 'file' : 'embed'),
  run,
  suggest: suggestChannelsAndRanges,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, view, onProgress, words } = request;
  const { channel, range, text, note, remarks } = await askedChannel(request, services);
  await services.collector.flush();
  const { timezone } = services.guilds.settings(guildId);
  const asked = { guildId, range, channel, view, by: 'hourOfWeek', timezone } as const;
  const made = await services.questions.ask({ ...asked, about: 'hourOfWeek', onProgress });
  const windows = await services.questions.ask({ ...asked, about: 'windows' });
  const embed = whenEmbed({ when: made, windows }, words, remarks);
  if (isForFile(request.options)) return [await tableAnswer({ embed, made, name: 'when' }, request, services)];
  const use = { command: 'when', options: { channel: channel?.id ?? 'all' } };
  const shown = { use, view: 'when', channel, range, text } as const;
  const buttons = answerButtons(shown, await numbered(guildId, services), words);
  const picture = (style: PictureStyle) => whenPicture(made, style);
  return [await pictured({ lines: note, embed, picture, buttons }, request, services)];
}
