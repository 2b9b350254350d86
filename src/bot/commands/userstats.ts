import { isReadByEveryone } from '../../gateway/permissions.ts';
import { days, exportNotes, spanText } from '../../render/report-notes.ts';
import { suggestRanges } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { guildCommand, rangeOption } from './slash-builders.ts';

/** `.userstats last month`: the counters as a gzip CSV file. */
export const userstats = {
  name: 'userstats',
  summary: 'The counters of each hour or day, member and channel as a gzip CSV file',
  details:
    'Members appear under tokens. A token means the same person within one month only, ' +
    'and no token can be traced to a person once its month is over.',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'userstats [daterange]',
    examples: ['userstats 2018-01-12', 'userstats 3 days ago to yesterday', 'userstats last month'],
    parse: (text) => new Map(text.trim() === '' ? [] : [['range', text]]),
  },
  slash: {
    usage: 'userstats [range:]',
    definition: guildCommand('userstats', 'The counters of each hour or day, member and channel as a gzip CSV file')
      .addStringOption(rangeOption)
      .toJSON(),
    isEphemeral: false,
  },
  answersWith: () => 'file',
  run,
  suggest: (_name, typed, _request, services) => suggestRanges(typed, services.clock.now(), { isWithinMonth: false }),
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, channelId, options, limitBytes, onProgress } = request;
  const range = parseDateRange(options.get('range') ?? null, services.clock.now());
  await services.collector.flush();
  const made = await services.exporter.userstats({ guildId, range, limitBytes, onProgress });
  const lines = [
    `User statistics from ${days(range)}`,
    spanText(range),
    ...exportNotes({ ...made, range }, !services.status.missingIntents.includes('GuildMembers')),
  ];
  if (made.spansMonths)
    lines.push('tokens of different months are unrelated: the same person has a new one each month');
  if (made.grain === 'day') lines.push('each row is the sum of a day');
  const [guild, channel] = await Promise.all([
    services.guildCache.get(guildId),
    services.guildCache.channel(guildId, channelId),
  ]);
  if (channel !== undefined && isReadByEveryone(guild, channel)) {
    lines.push('**Everyone in this server can read this channel, and this file.**');
  }
  return made.files.map((file, index) => ({
    content: index === 0 ? lines.join('\n') : `Part ${index + 1} of ${made.files.length}`,
    files: [file],
  }));
}
