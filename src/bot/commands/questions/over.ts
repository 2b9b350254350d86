import { type HourRange, hoursOfMonth, monthOfHour } from '../../../core/time.ts';
import type { Period } from '../../../query/query.ts';
import { type OverMetric, overEmbed } from '../../../render/embeds/over-embed.ts';
import { countedTime, suggestRanges } from '../../answering/suggestions.ts';
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
import { askedDays } from './asked-days.ts';

/** `.over people week last year`: one number over time. */
export const over = {
  name: 'over',
  summary: 'command.over.summary',
  details: 'command.over.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.over.usage', examples: 'command.over.examples', parse: parseTyped },
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
    ],
    isEphemeral: false,
  },
  answersWith: () => 'embed',
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
  const metric = metrics[seriesNamed(options.get('what') ?? '')];
  const by = options.get('by');
  const { range, remarks } = await askedDays(options.get('range') ?? null, request, services);
  const grain = by === undefined ? grainOf(range) : grainNamed(by);
  await services.collector.flush();
  const asked = { guildId, range, channel: null, view } as const;
  const series = await questions.ask({ ...asked, about: 'series', by: grain, onProgress });
  const total = await questions.ask({ ...asked, about: 'series', by: 'total' });
  const change = await questions.ask({ ...asked, about: 'change', by: 'total', metric });
  return [{ content: '', embeds: [overEmbed({ metric, grain, series, total, change }, words, remarks)] }];
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
