import { UserError } from '../../core/errors.ts';
import { hasUncountedRoles } from '../../core/guild-settings.ts';
import { dayMs, hoursOfMonth, type Month, monthOf, monthOfHour } from '../../core/time.ts';
import { quoteInput } from '../../render/quote.ts';
import { visitorsEmbed } from '../../render/visitors-embed.ts';
import { suggestMonths } from '../answering/suggestions.ts';
import { parseDateRange } from '../input/date-range.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { guildCommand } from './guild-command.ts';

/** `.visitors June 2018`: on what devices members were seen first, and with which language. */
export const visitors = {
  name: 'visitors',
  summary: 'On what devices, and with which languages, members were seen in a month',
  details:
    'Each member counts once a month: for the device of their first presence (of several at once desktop before mobile ' +
    'before web), and for the language of the first command that they used. ' +
    'Discord tells a bot no location, so there are no countries.',
  audience: 'moderators',
  isHeavy: false,
  typed: {
    usage: 'visitors [month]',
    examples: ['visitors', 'visitors last month', 'visitors June 2018'],
    parse: (text) => new Map(text.trim() === '' ? [] : [['month', text.trim()]]),
  },
  slash: {
    usage: 'visitors [month:]',
    definition: guildCommand('visitors', 'On what devices, and with which languages, members were seen in a month')
      .addStringOption((option) =>
        option
          .setName('month')
          .setDescription('Like June 2018 or last month; this month is the default')
          .setAutocomplete(true),
      )
      .toJSON(),
    isEphemeral: false,
  },
  answersWith: () => 'embed',
  run,
  suggest: (_name, typed, _request, services) => suggestMonths(typed, services.clock.now()),
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
  // What was not counted in an earlier month, nobody can say any more.
  const uncounted = isRunning && !countsVisitors ? notCounted : null;
  const hasPresences = !missingIntents.includes('GuildPresences');
  const isByRole = hasUncountedRoles(services.guilds.settings(guildId));
  const lacking = hasPresences ? (isByRole ? withUncountedRoles : null) : withoutPresences;
  const device = uncounted ?? (isRunning ? lacking : null);
  const shown = { month, totals, isRunning, uncounted: { device, language: uncounted } };
  return [{ content: '', embeds: [visitorsEmbed(shown)] }];
}

const howToSwitchOn =
  'Visitors are not counted. Whoever runs Census can switch it on: `COUNT_VISITORS=true` in its settings and, for ' +
  "devices, the Presence intent in Discord's developer portal; then it is to be started again.";

const notCounted = 'no longer counted: COUNT_VISITORS is off';

const withoutPresences =
  "not counted: the Presence intent is off. It can be switched on in Discord's developer portal; Census is then to be " +
  'started again';

const withUncountedRoles =
  'only those who were online when Census connected: this server has roles that are not counted, and later Discord ' +
  'does not tell the roles of who comes online';

/** @throws UserError for what is not one whole month, or the running one up to today. */
function readMonth(text: string, nowMs: number): Month {
  const range = parseDateRange(text, nowMs);
  const month = monthOfHour(range.from);
  const whole = hoursOfMonth(month);
  const endOfToday = (Math.floor(nowMs / dayMs) + 1) * 24;
  if (range.from === whole.from && range.to === Math.min(whole.to, endOfToday)) return month;
  throw new UserError(`Expected a month like \`June 2018\` or \`last month\`, but got ${quoteInput(text)}.`);
}
