import { seesAllChannels } from '../../core/channel.ts';
import { type ReportType, reportTypes } from '../../core/report.ts';
import { dayMs, type HourRange, isoDay, monthOf, monthOfHour, monthsOfRange } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import { reportGroupings } from '../../query/questions/report.ts';
import { type ReportMeasure, reportMeasures } from '../../query/report-measures.ts';
import { isNotKnown, type Value } from '../../query/value.ts';
import { fullReport } from '../../render/embeds/full-report.ts';
import { Mistake } from '../../render/mistake.ts';
import { deletedCounters } from '../../render/month-span.ts';
import { escapeMarkdown, inlineCode, quoteInput } from '../../render/quote.ts';
import { days, resultNotes, spanText } from '../../render/report-notes.ts';
import { english } from '../../render/words.ts';
import { suggestChannels, suggestRanges } from '../answering/suggestions.ts';
import { resolveChannel } from '../input/channel-argument.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from './command.ts';
import { defaultRange } from './default-range.ts';
import { guildCommand, rangeOption } from './slash-builders.ts';

/** `.report full #general last month`: the numbers of a range within one month. */
export const report = {
  name: 'report',
  summary: english.say('report.summary'),
  details: english.say('report.details'),
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: `report <${reportTypes.join('|')}> <channel|all> [daterange]`,
    examples: english.say('report.examples').split('\n'),
    parse: parseTyped,
  },
  slash: {
    usage: 'report type: [channel:] [range:]',
    definition: guildCommand('report', english.say('report.definition'))
      .addStringOption((option) =>
        option
          .setName('type')
          .setDescription(english.say('report.typeOption'))
          .setRequired(true)
          .addChoices(reportTypes.map((type) => ({ name: type, value: type }))),
      )
      .addStringOption((option) =>
        option.setName('channel').setDescription(english.say('report.channelOption')).setAutocomplete(true),
      )
      .addStringOption(rangeOption)
      .toJSON(),
    isEphemeral: false,
  },
  answersWith: (options) => (options.get('type')?.toLowerCase() === 'full' ? 'embed' : 'file'),
  run,
  suggest(name, typed, { guildId }, services) {
    return name === 'channel'
      ? suggestChannels(typed, services.guilds.channels(guildId))
      : suggestRanges(typed, services.clock.now(), { isWithinMonth: true });
  },
} as const satisfies Command;

function parseTyped(text: string): Options {
  const [, type = '', afterType = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
  readType(type);
  if (afterType === '') throw new Mistake('report.noChannel');
  const quoted = /^#?["“”„]/.test(afterType);
  const [, channel, range = ''] =
    (quoted ? /^(#?["“”„][^"“”]*["“”])\s*(.*)$/s : /^(\S+)\s*(.*)$/s).exec(afterType) ?? [];
  if (channel === undefined) throw new Mistake('report.openQuote', { given: quoteInput(afterType) });
  return new Map(Object.entries({ type, channel, ...(range === '' ? {} : { range }) }));
}

function readType(text: string): ReportType {
  const type = reportTypes.find((name) => name === text.toLowerCase());
  if (type !== undefined) return type;
  const types = reportTypes.map(inlineCode).join(', ');
  throw new Mistake('report.wrongType', { types, given: quoteInput(text) });
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, onProgress } = request;
  const { guilds, clock, questions } = services;
  const type = readType(options.get('type') ?? '');
  const channel = resolveChannel(options.get('channel') ?? 'all', guilds.channels(guildId), (id) => {
    return guilds.threadParent(guildId, id) !== undefined;
  });
  const text = options.get('range');
  const { range, isSinceBeginning } =
    text === undefined
      ? await defaultRange(guildId, services)
      : { range: parseDateRange(text, clock.now()), isSinceBeginning: false };
  if (monthsOfRange(range).length > 1) throw overMonths(range, clock.now(), request.prefix);
  await services.collector.flush();
  const asked = { guildId, range, channel, view: seesAllChannels, onProgress };
  const made = await questions.ask({ ...asked, about: 'report', by: reportGroupings[type] });
  refuseIfPruned(made);
  const remarks = isSinceBeginning ? [english.say('report.sinceBeginning')] : [];
  if (type === 'full') {
    const active = channel === null ? await questions.ask({ ...asked, about: 'activeInRange', by: 'total' }) : null;
    return [{ content: '', embeds: [fullReport(made, active, remarks)] }];
  }
  const of = channel === null ? english.say('report.wholeServer') : `#${escapeMarkdown(channel.name)}`;
  const content = [
    english.say('report.fileOf', { type, channel: of, days: days(range) }),
    spanText(range),
    ...remarks,
    ...resultNotes(made, { mark: english.say('report.emptyCell') }),
  ];
  return [{ content: content.join('\n'), files: [await services.exporter.reportFile(made)] }];
}

/** What to type instead of a report over a month's end. */
function overMonths(range: HourRange, nowMs: number, prefix: string): Mistake {
  const today = Math.floor(nowMs / dayMs);
  if (range.to >= today * 24 && range.to - range.from <= 31 * 24) {
    return new Mistake('report.overMonthsToNow', { prefix, days: today - range.from / 24 });
  }
  const lastMonth = monthOfHour(range.to - 1);
  const month = english.month(lastMonth >= monthOf(nowMs) ? monthOf(nowMs) - 1 : lastMonth);
  return new Mistake('report.overMonths', { month, prefix, from: isoDay(range.from), to: isoDay(range.to) });
}

/** Only the full report of a whole month is kept. Nothing else is an answer. */
function refuseIfPruned({ rows, facts }: Result<ReportMeasure>): void {
  const isDeleted = (value: Value) => isNotKnown(value) && value.notKnown === 'deleted';
  const isAnswered = rows.some(({ values }) => reportMeasures.some(({ name }) => !isDeleted(values[name])));
  if (facts.prunedMonths.length === 0 || isAnswered) return;
  throw new Mistake('report.pruned', { deleted: deletedCounters(facts.prunedMonths) });
}
