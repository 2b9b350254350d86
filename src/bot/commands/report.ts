import { type ReportType, reportTypes } from '../../core/report.ts';
import { monthsOfRange } from '../../core/time.ts';
import { threadsIn } from '../../gateway/channel-view.ts';
import type { Result } from '../../query/query.ts';
import { reportGroupings } from '../../query/questions/report.ts';
import { type ReportMeasure, reportMeasures } from '../../query/report-measures.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { Mistake } from '../../render/mistake.ts';
import { escapeMarkdown, inlineCode, quoteInput } from '../../render/quote.ts';
import { deletedCounters, resultNotes, spanText } from '../../render/report-notes.ts';
import { countedTime, suggestChannels, suggestRanges } from '../answering/suggestions.ts';
import { channelNote, resolveChannel } from '../input/channel-argument.ts';
import { nearest } from '../input/near.ts';
import { askedRange } from './asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { defaultRange, rangeOption } from './default-range.ts';
import { overMonths } from './over-months.ts';

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
  async suggest(name, typed, { guildId, channels, words }, services) {
    return name === 'channel'
      ? suggestChannels(typed, channels, words)
      : suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: true, words });
  },
} as const satisfies Command;

function parseTyped(text: string): Options {
  const [, type = '', afterType = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  readReportType(type);
  if (afterType === '') throw new Mistake('report.noChannel');
  const quoted = /^#?["“”„]/.test(afterType);
  const [, channel, range = ''] =
    (quoted ? /^(#?["“”„][^"“”]*["“”])\s*(.*)$/s : /^(\S+)\s*(.*)$/s).exec(afterType) ?? [];
  if (channel === undefined) throw new Mistake('report.openQuote', { given: quoteInput(afterType) });
  return new Map(Object.entries({ type, channel, ...(range === '' ? {} : { range }) }));
}

/** @throws {Mistake} for any other word, with the type that was probably meant. */
function readReportType(text: string): ReportType {
  const type = reportTypes.find((name) => name === text.toLowerCase());
  if (type !== undefined) return type;
  const types = reportTypes.map(inlineCode).join(', ');
  if (text === '') throw new Mistake('near.typeMissing', { types });
  const meant = nearest(text, reportTypes, (name) => name);
  if (meant === undefined) throw new Mistake('near.typeUnknown', { text: quoteInput(text), types });
  throw new Mistake('near.typeMeant', { text: quoteInput(text), suggestion: inlineCode(meant) });
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, channels, onProgress, words } = request;
  const { questions } = services;
  const type = readReportType(options.get('type') ?? '');
  const named = options.get('channel') ?? 'all';
  const channel = resolveChannel(named, channels, threadsIn(channels, await services.guildCache.get(guildId)));
  const text = options.get('range');
  const { range, isSinceBeginning } =
    text === undefined
      ? await defaultRange(guildId, services)
      : { range: await askedRange(text, guildId, services), isSinceBeginning: false };
  if (monthsOfRange(range).length > 1) {
    throw overMonths(range, await countedTime(guildId, services), request.prefix);
  }
  await services.collector.flush();
  const asked = { guildId, range, channel, view, onProgress };
  const made = await questions.ask({ ...asked, about: 'report', by: reportGroupings[type] });
  refuseIfPruned(made);
  const remarks = isSinceBeginning ? [words.say('report.sinceBeginning')] : [];
  // It has mentions, which an embed's footer does not show.
  const note = channel === null ? null : channelNote(named, channel, channels, words);
  if (type === 'full') {
    const active = channel === null ? await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }) : null;
    return [{ content: note ?? '', embeds: [fullReport(made, active, words, remarks)] }];
  }
  const of = channel === null ? words.say('report.wholeServer') : `#${escapeMarkdown(channel.name)}`;
  const content = [
    words.say('report.fileOf', { type, channel: of }),
    ...(note === null ? [] : [note]),
    spanText(range, words),
    ...remarks,
    ...resultNotes(made, { words, mark: words.say('report.emptyCell') }),
  ];
  return [{ content: content.join('\n'), files: [await services.exporter.reportFile(made)] }];
}

/** Only the full report of a whole month is kept. Nothing else is an answer. */
function refuseIfPruned({ rows, facts }: Result<ReportMeasure>): void {
  const isDeleted = (value: Value) => isNotKnown(value) && value.notKnown === 'deleted';
  const isAnswered = rows.some(({ values }) => reportMeasures.some(({ name }) => !isDeleted(values[name])));
  if (facts.prunedMonths.length === 0 || isAnswered) return;
  throw new Mistake('report.pruned', { deleted: (words) => deletedCounters(facts.prunedMonths, words) });
}
