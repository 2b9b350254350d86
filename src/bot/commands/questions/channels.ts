import { channelsEmbed } from '../../../render/embeds/channels-embed.ts';
import { countedTime, suggestRanges } from '../../answering/suggestions.ts';
import type { Answer, Command, CommandRequest, CommandServices } from '../command.ts';
import { rangeOption } from '../default-range.ts';
import { askedDays } from './asked-days.ts';

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
    parse: (text): ReadonlyMap<string, string> => new Map(text.trim() === '' ? [] : [['range', text.trim()]]),
  },
  slash: { options: [rangeOption], isEphemeral: false },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, onProgress, words } = request;
  const { range, remarks } = await askedDays(options.get('range') ?? null, request, services);
  await services.collector.flush();
  const asked = { guildId, range, channel: null, view, by: 'channel', onProgress } as const;
  const made = await services.questions.ask({ ...asked, about: 'channelChanges' });
  return [{ content: '', embeds: [channelsEmbed(made, words, remarks)] }];
}
