import { hiddenNumbers } from '../../core/channel.ts';
import { isReadByEveryone } from '../../gateway/permissions.ts';
import { hiddenLabel } from '../../render/channel-labels.ts';
import { inlineCode } from '../../render/quote.ts';
import { exportNotes, spanText } from '../../render/report-notes.ts';
import { countedTime, suggestRanges } from '../answering/suggestions.ts';
import { takeFormat } from '../input/format-word.ts';
import { askedRange } from './asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { defaultRange, rangeOption } from './default-range.ts';
import { formatOption, formatted } from './format-option.ts';

/** `.userstats last month`: the counters as a gzip CSV file. */
export const userstats = {
  name: 'userstats',
  summary: 'command.userstats.summary',
  details: 'command.userstats.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.userstats.usage',
    examples: 'command.userstats.examples',
    parse: parseTyped,
  },
  slash: {
    options: [rangeOption, formatOption],
    isEphemeral: false,
  },
  answersWith: () => 'file',
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

function parseTyped(text: string): Options {
  const { format, rest } = takeFormat(text);
  return new Map(Object.entries({ ...(rest === '' ? {} : { range: rest }), ...(format === null ? {} : { format }) }));
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, channelId, view, options, limitBytes, onProgress, words } = request;
  const text = options.get('range');
  const { range, isSinceBeginning } =
    text === undefined
      ? await defaultRange(guildId, services)
      : { range: await askedRange(text, guildId, services), isSinceBeginning: false };
  await services.collector.flush();
  const made = await services.exporter.userstats({ guildId, range, view, limitBytes, onProgress });
  const lines = [
    words.say('userstats.title'),
    spanText(range, words),
    ...(isSinceBeginning ? [words.say('report.sinceBeginning')] : []),
    ...exportNotes({ ...made, range }, !services.status.missingIntents.includes('GuildMembers'), words),
  ];
  lines.push(words.say(made.spansMonths ? 'userstats.manyMonths' : 'userstats.oneMonth'));
  if (hiddenNumbers(services.guilds.channels(guildId), view).size > 0) {
    lines.push(words.say('hidden.export', { label: inlineCode(hiddenLabel) }));
  }
  if (made.grain === 'day') lines.push(words.say('userstats.byDay'));
  const [guild, channel] = await Promise.all([
    services.guildCache.get(guildId),
    services.guildCache.channel(guildId, channelId),
  ]);
  if (channel !== undefined && isReadByEveryone(guild, channel)) {
    lines.push(words.say('userstats.readByEveryone'));
  }
  const { files, notes } = await formatted(made.files, request);
  lines.push(...notes);
  return files.map((file, index) => ({
    content: index === 0 ? lines.join('\n') : words.say('userstats.part', { part: index + 1, parts: files.length }),
    files: [file],
  }));
}
