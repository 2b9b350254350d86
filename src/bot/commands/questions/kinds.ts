import { kindsEmbed } from '../../../render/embeds/kinds-embed.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import {
  askedChannel,
  channelAndRangeOptions,
  channelAndRangeText,
  suggestChannelsAndRanges,
} from './asked-channel.ts';
import { isForFile, tableAnswer } from './table-answer.ts';

/** `.kinds #general last month`: what messages are and carry. */
export const kinds = {
  name: 'kinds',
  summary: 'command.kinds.summary',
  details: 'command.kinds.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.kinds.usage', examples: 'command.kinds.examples', parse: channelAndRangeText },
  slash: { options: channelAndRangeOptions, isEphemeral: false },
  answersWith: (options) => (isForFile(options) ? 'file' : 'embed'),
  run,
  suggest: suggestChannelsAndRanges,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, view, onProgress, words } = request;
  const { channel, range, note, remarks } = await askedChannel(request, services);
  await services.collector.flush();
  const made = await services.questions.ask({
    ...{ about: 'kinds', by: 'total', guildId, range, channel, view, onProgress },
  });
  const embed = kindsEmbed(made, words, remarks);
  if (isForFile(request.options)) return [await tableAnswer({ embed, made, name: 'kinds' }, request, services)];
  return [{ content: note.join('\n'), embeds: [embed] }];
}
