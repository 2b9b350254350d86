import { UserError } from '../../core/errors.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import { dayMs, hoursOfMonth, type Month, monthOf, monthOfHour } from '../../core/time.ts';
import { quoteInput } from '../../render/quote.ts';
import { visitorsEmbed } from '../../render/visitors-embed.ts';
import { countedTime } from '../answering/counted-time.ts';
import { suggestMonths } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';

/** `.visitors June 2018`: the devices and languages that members were first seen with. */
export const visitors = {
  name: 'visitors',
  summary: 'command.visitors.summary',
  details: 'command.visitors.details',
  audience: 'moderators',
  isHeavy: false,
  typed: {
    usage: 'command.visitors.usage',
    examples: 'command.visitors.examples',
    parse: (text) => new Map(text.trim() === '' ? [] : [['month', text.trim()]]),
  },
  slash: {
    options: [{ name: 'month', kind: 'text', description: 'command.visitors.option.month', isSuggested: true }],
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, { guildId }, services) => suggestMonths(typed, await countedTime(guildId, services)),
} as const satisfies Command;

async function run({ guildId, options }: CommandRequest, services: CommandServices): Promise<Answer> {
  const nowMs = services.clock.now();
  const month = readMonth(options.get('month') ?? 'this month', nowMs);
  await services.collector.flush();
  const range = { from: hoursOfMonth(month - 1).from, to: hoursOfMonth(month).to };
  const totals = await services.store.totals(guildId, { metrics: ['device', 'language'], range });
  const { countsVisitors, missingIntents } = services.status;
  if (!countsVisitors && !totals.some(({ start }) => start === month)) return [{ content: howToSwitchOn }];
  const isRunning = month === monthOf(nowMs);
  // For an earlier month, what was not counted is no longer known.
  const uncounted = isRunning && !countsVisitors ? notCounted : null;
  const hasPresences = !missingIntents.includes('GuildPresences');
  const isByRole = hasUncountedRoles(services.guilds.settings(guildId));
  const lacking = hasPresences ? (isByRole ? withUncountedRoles : null) : withoutPresences;
  const device = uncounted ?? (isRunning ? lacking : null);
  const shown = { month, totals, isRunning, uncounted: { device, language: uncounted } };
  return [{ content: '', embeds: [visitorsEmbed(shown)] }];
}

const howToSwitchOn =
  'Visitor counting is off. The operator can turn it on with `COUNT_VISITORS=true` and, for devices, the Presence ' +
  "intent in Discord's developer portal, followed by a restart of Census.";

const notCounted = 'no longer counted: COUNT_VISITORS is off';

const withoutPresences =
  "not counted: the Presence intent is off. Turn it on in Discord's developer portal and restart " + 'Census';

const withUncountedRoles =
  'only those who were online when Census connected: this server has roles that are not counted, and Discord does ' +
  'not tell the roles of members who come online later';

/** @throws {UserError} for any text that is not a whole month, or the current month up to today. */
function readMonth(text: string, nowMs: number): Month {
  const range = parseDateRange(text, nowMs);
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  const endOfToday = (Math.floor(nowMs / dayMs) + 1) * 24;
  if (range.from === whole.from && range.to === Math.min(whole.to, endOfToday)) return month;
  throw new UserError(`Expected a month like \`June 2018\` or \`last month\`, but got ${quoteInput(text)}.`);
}
