import { whenEmbed } from '../../../render/embeds/when-embed.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import {
  askedChannel,
  channelAndRangeOptions,
  channelAndRangeText,
  suggestChannelsAndRanges,
} from './asked-channel.ts';

/** `.when #general last month`: when people write and talk, by hour of the week. */
export const when = {
  name: 'when',
  summary: 'command.when.summary',
  details: 'command.when.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.when.usage', examples: 'command.when.examples', parse: channelAndRangeText },
  slash: { options: channelAndRangeOptions, isEphemeral: false },
  answersWith: () => 'embed',
  run,
  suggest: suggestChannelsAndRanges,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, view, onProgress, words } = request;
  const { channel, range, note, remarks } = await askedChannel(request, services);
  await services.collector.flush();
  const asked = { guildId, range, channel, view, by: 'hourOfWeek' } as const;
  const made = await services.questions.ask({ ...asked, about: 'hourOfWeek', onProgress });
  const windows = await services.questions.ask({ ...asked, about: 'windows' });
  return [{ content: note, embeds: [whenEmbed({ when: made, windows }, words, remarks)] }];
}
