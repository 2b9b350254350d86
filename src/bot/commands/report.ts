import { type ReportType, reportTypes } from '../../core/report.ts';
import { monthsOfRange } from '../../core/time.ts';
import { threadsIn } from '../../gateway/channel-view.ts';
import type { Result } from '../../query/query.ts';
import { reportGroupings } from '../../query/questions/report.ts';
import { type ReportMeasure, reportMeasures } from '../../query/report-measures.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { fittingLines } from '../../render/fitting-lines.ts';
import { Mistake } from '../../render/mistake.ts';
import { escapeMarkdown, inlineCode, quoteInput } from '../../render/quote.ts';
import { deletedCounters, resultNotes, spanText } from '../../render/report-notes.ts';
import { shortReport } from '../../render/short-report.ts';
import { countedTime, suggestChannels, suggestRanges } from '../answering/suggestions.ts';
import { answerButtons, numbered, type View } from '../buttons/answer-buttons.ts';
import { channelNote, resolveChannel } from '../input/channel-argument.ts';
import { takeFormat } from '../input/format-word.ts';
import { nearest } from '../input/near.ts';
import { askedRange } from './asked-range.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { defaultRange, rangeOption } from './default-range.ts';
import { formatOption, formatted } from './format-option.ts';
import { overMonths } from './over-months.ts';
import { pictured } from './pictured.ts';
import { besideReport } from './report/beside-report.ts';

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
      formatOption,
    ],
    isEphemeral: false,
  },
  hasButtons: true,
  answersWith: (options) => (isFull(options) && !options.has('format') ? 'embed' : 'file'),
  run,
  async suggest(name, typed, { guildId, channels, words }, services) {
    return name === 'channel'
      ? suggestChannels(typed, channels, words)
      : suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: true, words });
  },
} as const satisfies Command;

function isFull(options: Options): boolean {
  return options.get('type')?.toLowerCase() === 'full';
}

function parseTyped(text: string): Options {
  const { format, rest } = takeFormat(text.trim());
  const [, type = '', afterType = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  readReportType(type);
  if (afterType === '') throw new Mistake('report.noChannel');
  const quoted = /^#?["“”„]/.test(afterType);
  const [, channel, range = ''] =
    (quoted ? /^(#?["“”„][^"“”]*["“”])\s*(.*)$/s : /^(\S+)\s*(.*)$/s).exec(afterType) ?? [];
  if (channel === undefined) throw new Mistake('report.openQuote', { given: quoteInput(afterType) });
  const given = { ...(range === '' ? {} : { range }), ...(format === null ? {} : { format }) };
  return new Map(Object.entries({ type, channel, ...given }));
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
  const asked = { guildId, range, channel, view };
  const made = await questions.ask({ ...asked, about: 'report', by: reportGroupings[type], onProgress });
  refuseIfPruned(made);
  const beside = await besideReport(type, asked, services);
  const remarks = isSinceBeginning ? [words.say('report.sinceBeginning')] : [];
  // It has mentions, which an embed's footer does not show.
  const note = channel === null ? null : channelNote(named, channel, channels, words);
  const lines = note === null ? [] : [note];
  const use = { command: report.name, options: { type, channel: channel?.id ?? 'all' } };
  const shown = { use, view: viewOf(type), range, text: text ?? null, channel };
  const buttons = answerButtons(shown, await numbered(guildId, services), words);
  if (type === 'full' && !options.has('format')) {
    const active = channel === null ? await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }) : null;
    const embed = fullReport(made, active, words, remarks);
    return [await pictured({ lines, embed, picture: beside.picture, buttons }, request, services)];
  }
  const of = channel === null ? words.say('report.wholeServer') : `#${escapeMarkdown(channel.name)}`;
  const table = type === 'full' ? [] : [shortReport(made, words)];
  const head = [
    words.say('report.fileOf', { type, channel: of }),
    ...lines,
    spanText(range, words),
    ...remarks,
    ...table,
  ];
  const notes = resultNotes(made, { words, mark: words.say('report.emptyCell') });
  const rows = await services.exporter.reportFile(made);
  if (options.has('format')) {
    const { name } = beside.picture({ words, theme: 'chat' });
    const numbers = await services.exporter.tableFile(beside.result, name.replace(/\.png$/, ''));
    const sent = [await formatted([rows], request), await formatted([numbers], request)];
    const content = fittingLines([...head, ...notes, ...new Set(sent.flatMap((each) => each.notes))], words);
    return [{ content, files: sent.flatMap(({ files }) => files) }];
  }
  const content = fittingLines([...head, ...notes], words);
  const answer = { lines: [content], embed: null, picture: beside.picture, files: [rows], buttons };
  return [await pictured(answer, request, services)];
}

function viewOf(type: ReportType): View {
  return ({ full: 'report', channels: 'channels', weekday: 'when', hourly: 'when' } as const)[type];
}

/** Only the full report of a whole month is kept. Nothing else is an answer. */
function refuseIfPruned({ rows, facts }: Result<ReportMeasure>): void {
  const isDeleted = (value: Value) => isNotKnown(value) && value.notKnown === 'deleted';
  const isAnswered = rows.some(({ values }) => reportMeasures.some(({ name }) => !isDeleted(values[name])));
  if (facts.prunedMonths.length === 0 || isAnswered) return;
  throw new Mistake('report.pruned', { deleted: (words) => deletedCounters(facts.prunedMonths, words) });
}
