import { monthsOfRange } from '../../../core/time.ts';
import { compareEmbed } from '../../../render/embeds/compare-embed.ts';
import { countedTime, suggestRanges } from '../../answering/suggestions.ts';
import { comparedRanges, comparedTexts } from '../../input/compared-ranges.ts';
import type { Answer, Command, CommandRequest, CommandServices, Options } from '../command.ts';
import { defaultRange } from '../default-range.ts';

/** `.compare last month with the month before`: two ranges beside each other. */
export const compare = {
  name: 'compare',
  summary: 'command.compare.summary',
  details: 'command.compare.details',
  audience: 'moderators',
  isHeavy: true,
  typed: { usage: 'command.compare.usage', examples: 'command.compare.examples', parse: parseTyped },
  slash: {
    options: [
      { name: 'range', kind: 'text', description: 'command.compare.option.range', isSuggested: true },
      { name: 'with', kind: 'text', description: 'command.compare.option.with', isSuggested: true },
    ],
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, { guildId, words }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false, words }),
} as const satisfies Command;

function parseTyped(text: string): Options {
  const { range, other } = comparedTexts(text);
  return new Map(Object.entries({ ...(range === null ? {} : { range }), ...(other === null ? {} : { with: other }) }));
}

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, view, onProgress, words } = request;
  const { questions } = services;
  const texts = { range: options.get('range') ?? null, other: options.get('with') ?? null };
  const { nowMs, firstMs } = await countedTime(guildId, services);
  const { range: unnamed, isSinceBeginning } = await defaultRange(guildId, services);
  const { range, other } = comparedRanges(texts, nowMs, { earliestMs: firstMs, unnamed });
  const isUnnamed = texts.range === null && isSinceBeginning;
  const remarks = isUnnamed ? [words.say('report.sinceBeginning')] : [];
  await services.collector.flush();
  const asked = { guildId, range, channel: null, view, by: 'total' } as const;
  const made = await questions.ask({ ...asked, about: 'compare', with: other, onProgress });
  const changes = [];
  // What is usual is known of changes from one whole month to the next.
  if (monthsOfRange(range).length === 1 && other.to === range.from) {
    for (const metric of ['people', 'messages', 'voiceSeconds', 'joins'] as const) {
      changes.push(await questions.ask({ ...asked, about: 'change', metric }));
    }
  }
  return [{ content: '', embeds: [compareEmbed({ compare: made, changes }, words, remarks)] }];
}
