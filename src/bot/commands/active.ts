import { dayMs, type HourRange, hoursOfMonth, monthOfHour } from '../../core/time.ts';
import { newcomersOf } from '../../query/newcomers.ts';
import { activeEmbed } from '../../render/active-embed.ts';
import { appsField } from '../../render/apps-field.ts';
import { newcomersFields } from '../../render/newcomers-fields.ts';
import { reportNotes } from '../../render/report-notes.ts';
import { countedTime } from '../answering/counted-time.ts';
import { suggestRanges } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';

/** `.active last month`: how many members were active per day, week and month. */
export const active = {
  name: 'active',
  summary: 'command.active.summary',
  details: 'command.active.details',
  audience: 'moderators',
  isHeavy: true,
  typed: {
    usage: 'command.active.usage',
    examples: 'command.active.examples',
    parse: (text): ReadonlyMap<string, string> => new Map(text.trim() === '' ? [] : [['range', text.trim()]]),
  },
  slash: {
    options: [{ name: 'range', kind: 'text', description: 'command.active.option.range', isSuggested: true }],
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, { guildId }, services) =>
    suggestRanges(typed, await countedTime(guildId, services), { isWithinMonth: false }),
} as const satisfies Command;

async function run({ guildId, options, onProgress }: CommandRequest, services: CommandServices): Promise<Answer> {
  const nowMs = services.clock.now();
  const text = options.get('range');
  const range = text === undefined ? lastThirtyDays(nowMs) : parseDateRange(text, nowMs);
  await services.collector.flush();
  const report = await services.active.report({ guildId, range, onProgress });
  const countsMembers = !services.status.missingIntents.includes('GuildMembers');
  const newcomers = await newcomersOf(services.store, services.clock, guildId, report.range);
  const month = monthOfHour(report.range.to - 1);
  const apps = await services.store.totals(guildId, { metrics: ['app'], range: hoursOfMonth(month) });
  const fields = {
    ...appsField(apps, month),
    ...newcomersFields(newcomers, countsMembers),
  };
  const notes = reportNotes(report, {
    firstConnectedMs: services.guilds.get(guildId)?.firstConnectedMs ?? null,
    countsMembers: true, // The newcomer fields already say it.
    isOfChannel: false,
    isExport: false,
  });
  return [{ content: '', embeds: [activeEmbed(report, fields, notes)] }];
}

/** Includes the current day. */
function lastThirtyDays(nowMs: number): HourRange {
  const tomorrow = Math.floor(nowMs / dayMs) + 1;
  return { from: (tomorrow - 30) * 24, to: tomorrow * 24 };
}
