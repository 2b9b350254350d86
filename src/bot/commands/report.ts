import { UserError } from '../../core/errors.ts';
import { reportTypes } from '../../core/report.ts';
import { monthName, monthOfHour } from '../../core/time.ts';
import { threadsIn } from '../../gateway/channel-view.ts';
import { fullReport } from '../../render/full-report.ts';
import { escapeMarkdown, quoteInput } from '../../render/quote.ts';
import { days, reportNotes } from '../../render/report-notes.ts';
import { english } from '../../render/words.ts';
import { countedTime } from '../answering/counted-time.ts';
import { suggestChannels, suggestRanges } from '../answering/suggestions.ts';
import { resolveChannel } from '../input/channel-argument.ts';
import { parseDateRange } from '../input/date-range.ts';
import { readReportType } from '../input/report-type.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { rangeOption } from './range-option.ts';

/** `.report full #general last month`: the numbers of a range within one month. */
export const report = {
  name: 'report',
  summary: 'command.report.summary',
  details: 'command.report.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.report.usage',
    examples: 'command.report.examples',
    parse: parseTyped,
  },
  slash: {
    options: [
      {
        name: 'type',
        kind: 'text',
        description: 'command.report.option.type',
        isRequired: true,
        choices: reportTypes.map((value) => ({ value })),
      },
      { name: 'channel', kind: 'text', description: 'command.report.option.channel', isSuggested: true },
      rangeOption,
    ],
    isEphemeral: false,
  },
  answersWith: (options) => (options.get('type')?.toLowerCase() === 'full' ? 'embed' : 'file'),
  run,
  async suggest(name, typed, { guildId, channels }, services) {
    return name === 'channel'
      ? suggestChannels(typed, channels)
      : suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: true });
  },
} as const satisfies Command;

function parseTyped(text: string): Options {
  const [, type = '', afterType = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  readReportType(type);
  if (afterType === '') throw new UserError('Expected a channel or `all` after the type, but got nothing.');
  const quoted = /^#?["“”„]/.test(afterType);
  const [, channel, range = ''] =
    (quoted ? /^(#?["“”„][^"“”]*["“”])\s*(.*)$/s : /^(\S+)\s*(.*)$/s).exec(afterType) ?? [];
  if (channel === undefined) {
    throw new UserError(`Expected a closing \`"\` after the channel's name, but got ${quoteInput(afterType)}.`);
  }
  return new Map(Object.entries({ type, channel, ...(range === '' ? {} : { range }) }));
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, channels, onProgress } = request;
  const type = readReportType(options.get('type') ?? '');
  const channel = resolveChannel(
    options.get('channel') ?? 'all',
    channels,
    threadsIn(channels, await services.guildCache.get(guildId)),
  );
  const range = parseDateRange(options.get('range') ?? null, services.clock.now());
  const [firstMonth, lastMonth] = [monthOfHour(range.from), monthOfHour(range.to - 1)];
  if (firstMonth !== lastMonth) {
    throw new UserError(
      'Expected days of one month, because people cannot be recognised across months, ' +
        `but ${days(range)} touches ${monthName(firstMonth)} and ${monthName(lastMonth)}.`,
    );
  }
  await services.collector.flush();
  const hiddenLabel = english.say('hidden.row');
  const made = await services.reporter.report({ guildId, type, channel, range, view, hiddenLabel, onProgress });
  const circumstances = {
    firstConnectedMs: services.guilds.get(guildId)?.firstConnectedMs ?? null,
    countsMembers: !services.status.missingIntents.includes('GuildMembers'),
  };
  if (type === 'full') {
    const active = channel === null ? await services.active.inRange({ guildId, range }) : null;
    return [{ content: '', embeds: [fullReport(made, active, circumstances)] }];
  }
  const hasMembers = type !== 'channels';
  const notes = reportNotes(made, {
    ...circumstances,
    countsMembers: circumstances.countsMembers || !hasMembers,
    isOfChannel: channel !== null && hasMembers,
    isExport: false,
  });
  const of = channel === null ? 'the whole server' : `#${escapeMarkdown(channel.name)}`;
  const content = [`${titles[type]} report for ${of} from ${days(range)}`, ...notes].join('\n');
  return [{ content, files: [await services.exporter.reportFile(made)] }];
}

const titles = { full: 'Full', weekday: 'Weekday', hourly: 'Hourly', channels: 'Channels' } as const;
