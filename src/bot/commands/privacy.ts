import type { ErasedForGood } from '../../collect/erasure.ts';
import { seesAllChannels } from '../../core/channel.ts';
import type { MemberNumber } from '../../core/counter.ts';
import { StoreUnavailable } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month, monthName } from '../../core/time.ts';
import type { MemberRows } from '../../query/questions/member-rows.ts';
import { minute, newTokens } from '../../render/report-notes.ts';
import { ChangeRefused } from '../answering/failure.ts';
import { presentSettings } from '../present-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { guildCommand } from './slash-builders.ts';

/** `/privacy`: what is kept about the asker, and how to erase it. Only they see the answer. */
export const privacy = {
  name: 'privacy',
  summary: 'What is counted about you, and how to erase it or opt out',
  details: 'Without an action it shows what is kept. Only you see the answer.',
  audience: 'everyone',
  isHeavy: true,
  typed: null,
  slash: {
    usage: 'privacy [action:]',
    definition: guildCommand('privacy', 'What is counted about you, and how to erase it or opt out')
      .addStringOption((option) =>
        option
          .setName('action')
          .setDescription('What to do; show by default')
          .addChoices(
            { name: 'show what is kept', value: 'show' },
            { name: 'erase what was counted about me this month', value: 'erase' },
            { name: 'opt out: erase it and stop counting me', value: 'opt-out' },
            { name: 'opt in: count me again', value: 'opt-in' },
          ),
      )
      .toJSON(),
    isEphemeral: true,
  },
  answersWith: () => 'text',
  run,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const action = request.options.get('action') ?? 'show';
  const lines = await (actions[action as keyof typeof actions] ?? show)(request, services);
  return [{ content: lines.join('\n') }];
}

type Action = (request: CommandRequest, services: CommandServices) => Promise<readonly string[]>;

const actions = { show, erase, 'opt-out': optOut, 'opt-in': optIn } as const satisfies Record<string, Action>;

async function show(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { guildId, person } = request;
  const { vault } = services;
  await services.collector.flush();
  const { month } = vault;
  const member = vault.numberOf(guildId, person);
  const rows = member === undefined ? null : await ownRows(guildId, member, month, services);
  return [
    '**What Census keeps here**',
    ...notice(await optOutRoleOf(request, services), services.status.countsVisitors).map((line) => `• ${line}`),
    `**You, in ${monthName(month)}**`,
    rowsLine(rows),
    ...uncountedLine(request, services),
    ...(await splitLine(month, request, services)),
  ];
}

async function ownRows(
  guildId: Snowflake,
  member: MemberNumber,
  month: Month,
  { questions }: CommandServices,
): Promise<MemberRows | null> {
  const range = hoursOfMonth(month);
  const asked = { guildId, range, by: 'total', channel: null, view: seesAllChannels, member } as const;
  const { rows } = await questions.ask({ ...asked, about: 'memberRows' });
  return (rows[0]?.values as MemberRows | undefined) ?? null;
}

/** What every member should know about the data kept. At most six lines: more would not be read. */
function notice(optOutRoleId: Snowflake | null, countsVisitors: boolean): readonly string[] {
  const role = `The role <@&${optOutRoleId}> stops the counting of your messages and voice, and needs no list.`;
  return [
    'Numbers, never messages: how many messages and seconds of voice, by hour and channel. Replies, attachments, reactions ' +
      `and the like are only added up, for the channel or the server.${countsVisitors ? visitorsText : ''}`,
    'Yours are kept under a random number for this month. A salted hash of your account, in a separate file, leads to it, ' +
      'so the operator of Census could look you up. At the end of the month salt and hash are destroyed.',
    'Moderators see the numbers under random labels. By comparing them with the channels, they may recognise you by when ' +
      'and where you wrote, and then see everything under that label: your whole month, even long after it has ended.',
    '`/privacy action: erase` deletes your rows of this month and the hash, and lowers those sums by your share. Marks without a person stay until the month ends, so that ' +
      'nobody counts twice. Earlier months stay, because their rows can no longer be linked to you.',
    '`/privacy action: opt-out` erases the same and stops the counting. To recognise you, Census keeps a hash on a separate list until you ' +
      `opt in again.${optOutRoleId === null ? '' : ` ${role}`}`,
    'Joins and leaves are counted without any label. The time you joined is kept with another hash until the month ' +
      'ends. PRIVACY.md has the details.',
  ];
}

const visitorsText =
  ' And, once a month, the device and the language you were first seen with, in totals that name nobody.';

function rowsLine(found: MemberRows | null): string {
  if (found === null || found.rows === 0) return 'No rows of this month are yours.';
  const { rows, messages, voiceSeconds } = found;
  const written = messages === 1 ? '1 message' : `${messages} messages`;
  return (
    `${rows === 1 ? '1 row of this month is' : `${rows} rows of this month are`} yours: ` +
    `${written}, ${(voiceSeconds / 3600).toFixed(1)} voice hours.`
  );
}

async function erase(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const erased = await orRefused(
    services.erasure.erase(request),
    () => 'Your rows may not be erased yet: Census cannot write to its disk at the moment. Try again later.',
  );
  const uncounted = uncountedLine(request, services);
  const isCounted =
    `From ${minute(erased.untilMs)} on you are counted again, under a different number. ` +
    'If you do not want that: `/privacy action: opt-out`.';
  return [
    ...(await erasedLines(erased, request, services)),
    ...(uncounted.length > 0 ? uncounted : [isCounted, ...(await roleLine(request, services))]),
  ];
}

async function optOut(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { guildId, person } = request;
  const erased = await orRefused(services.erasure.optOut(request), () =>
    services.vault.isOptedOut(guildId, person)
      ? 'You have opted out, and you are no longer counted. But your rows of this month may not be erased yet: ' +
        'Census cannot write to its disk at the moment. Opt out again later.'
      : 'You have not opted out: Census cannot write to its disk at the moment. Try again later.',
  );
  return [
    `You have opted out: from ${minute(erased.untilMs)} on you are not counted in this server.`,
    ...(await erasedLines(erased, request, services)),
    'To recognise you, Census keeps a hash of your account on a separate list until you opt in again.',
    ...(await roleLine(request, services)),
  ];
}

async function optIn(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { guildId, person } = request;
  if (!services.vault.isOptedOut(guildId, person)) {
    return ['You have not opted out, so nothing was changed.', ...uncountedLine(request, services)];
  }
  await orRefused(services.erasure.optIn(request), () =>
    services.vault.isOptedOut(guildId, person)
      ? 'You are still opted out: Census cannot write to its disk at the moment. Try again later.'
      : 'You have opted in, but Census cannot write to its disk at the moment.',
  );
  const uncounted = uncountedLine(request, services);
  if (uncounted.length > 0) return ['You are no longer on the opt-out list.', ...uncounted];
  return [
    `From ${minute(services.clock.now())} on you are counted again, and Census keeps no hash of you on a list any more.`,
    'If you are in voice, it counts from the next time you join or change channels.',
  ];
}

/** If the disk refuses, the error says what was done and what was not. */
async function orRefused<Result>(work: Promise<Result>, howFar: () => string): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    throw new ChangeRefused(howFar(), { cause });
  }
}

async function erasedLines(
  { month, isBehind, forgotten }: ErasedForGood,
  request: CommandRequest,
  services: CommandServices,
): Promise<readonly string[]> {
  return [
    `Your rows of ${monthName(month)} are erased, and so is the hash that led to them. Marks that lead to nobody (that you ` +
      'are in this server, and were counted as a visitor) stay until the month ends, so that nobody counts twice.',
    ...(isBehind
      ? ['Census is still counting messages that it missed. Until then one hash stays, so that yours are skipped.']
      : []),
    ...(forgotten !== null
      ? []
      : [
          'Another program, such as a backup, is reading the database at the moment. Copies of your rows stay in its journal on ' +
            'disk until it has finished; then they are overwritten.',
        ]),
    ...(await splitLine(month, request, services)),
    'Earlier months stay: nobody, not even Census, can tell which rows were yours (GDPR Art. 11(2)). Files that ' +
      'moderators have already downloaded are not recalled.',
  ];
}

async function roleLine(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const optOutRoleId = await optOutRoleOf(request, services);
  if (optOutRoleId === null) return [];
  return [
    `Messages and voice of members with the role <@&${optOutRoleId}> are not counted either, and no hash of them is kept ` +
      'on a list.',
  ];
}

/** Null if no opt-out role is set, or it was deleted. */
async function optOutRoleOf(
  { guildId }: CommandRequest,
  { guilds, guildCache }: CommandServices,
): Promise<Snowflake | null> {
  const settings = guilds.settings(guildId);
  if (settings.optOutRoleId === null) return null;
  return presentSettings(settings, await guildCache.get(guildId)).optOutRoleId;
}

function uncountedLine({ guildId, person }: CommandRequest, { vault }: CommandServices): readonly string[] {
  if (vault.isOptedOut(guildId, person)) return ['You have opted out: you are not counted.'];
  if (vault.isIgnored(guildId, person)) return ['The moderators have excluded you from the counting.'];
  return [];
}

async function splitLine(
  month: Month,
  { guildId }: CommandRequest,
  { store }: CommandServices,
): Promise<readonly string[]> {
  const months = await store.months(guildId);
  if (!months.some((known) => known.month === month && known.isSplit)) return [];
  return [`In ${monthName(month)} ${newTokens}: what was counted before that can no longer be found.`];
}
