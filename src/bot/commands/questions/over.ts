import { type HourRange, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import type { Period } from '../../../query/query.ts';
import { type OverMetric, overEmbed } from '../../../render/embeds/over-embed.ts';
import { tableName } from '../../../render/files/file-name.ts';
import { plainFile } from '../../../render/files/plain-file.ts';
import { overPicture } from '../../../render/pictures/over-picture.ts';
import type { PictureStyle } from '../../../render/pictures/picture.ts';
import { countedTime, suggestRanges } from '../../answering/suggestions.ts';
import { answerButtons, numbered } from '../../buttons/answer-buttons.ts';
import {
  grainNamed,
  grainNames,
  type SeriesName,
  seriesNamed,
  seriesNames,
  seriesWords,
} from '../../input/series-words.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from '../command.ts';
import { rangeOption } from '../default-range.ts';
import { formatOption } from '../format-option.ts';
import { pictured } from '../pictured.ts';
import { askedDays } from './asked-days.ts';
import { isForFile, tableAnswer, withFormat } from './table-answer.ts';

/** `.over people week last year`: one number over time. */
export const over = {
  name: 'over',
  summary: 'command.over.summary',
  details: 'command.over.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.over.usage',
    examples: 'command.over.examples',
    parse: (text): Options => withFormat(text, parseTyped),
  },
  slash: {
    options: [
      {
        name: 'what',
        kind: 'text',
        description: 'command.over.option.what',
        isRequired: true,
        choices: seriesNames.map((value) => ({ value })),
      },
      {
        name: 'by',
        kind: 'text',
        description: 'command.over.option.by',
        choices: grainNames.map((value) => ({ value })),
      },
      rangeOption,
      formatOption,
    ],
    isEphemeral: false,
  },
  hasButtons: true,
  answersWith: (options) => (isForFile(options) ? 'file' : 'embed'),
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

function parseTyped(text: string): Options {
  const { series, grain, range } = seriesWords(text);
  return new Map(
    Object.entries({ what: series, ...(grain === null ? {} : { by: grain }), ...(range === null ? {} : { range }) }),
  );
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, onProgress, words } = request;
  const { questions } = services;
  const what = seriesNamed(options.get('what') ?? '');
  const metric = metrics[what];
  const by = options.get('by');
  const { range, text, remarks } = await askedDays(options.get('range') ?? null, request, services);
  const grain = by === undefined ? grainOf(range) : grainNamed(by);
  await services.collector.flush();
  const asked = { guildId, range, channel: null, view } as const;
  const series = await questions.ask({ ...asked, about: 'series', by: grain, onProgress });
  const total = await questions.ask({ ...asked, about: 'series', by: 'total' });
  const change = await questions.ask({ ...asked, about: 'change', by: 'total', metric });
  const embed = overEmbed({ metric, grain, series, total, change }, words, remarks);
  const name = `over-${grain}`;
  if (isForFile(options)) return [await tableAnswer({ embed, made: series, name }, request, services)];
  const use = { command: 'over', options: { what, ...(by === undefined ? {} : { by: grain }) } };
  const shown = { use, view: null, channel: null, range, text };
  const buttons = answerButtons(shown, await numbered(guildId, services), words);
  const picture = (style: PictureStyle) => overPicture(series, metric, style);
  const file = await services.exporter.tableFile(series, tableName(name, series.query));
  const plain = (await plainFile(file, request.limitBytes)) ?? file;
  return [await pictured({ lines: [], embed, picture, files: [plain], buttons }, request, services)];
}

const metrics: Readonly<Record<SeriesName, OverMetric>> = {
  messages: 'messages',
  people: 'people',
  voice: 'voiceSeconds',
  joins: 'joins',
  members: 'totalUsers',
};

/** Periods of which a picture shows so many that they can be told apart. */
function grainOf({ from, to }: HourRange): Period {
  const days = Math.ceil((to - from) / 24);
  if (days <= 3) return 'hour';
  if (days <= 120) return 'day';
  const twoYears = hoursOfMonth(monthOfHour(from) + 24).from - hoursOfMonth(monthOfHour(from)).from;
  return to - from <= twoYears ? 'week' : 'month';
}
