import type { ErasedForGood } from '../../collect/erasure.ts';
import { seesAllChannels } from '../../core/channel.ts';
import type { MemberNumber } from '../../core/counter.ts';
import { StoreUnavailable } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import type { MemberRows } from '../../query/questions/member-rows.ts';
import type { Words } from '../../render/words.ts';
import { ChangeRefused } from '../answering/failure.ts';
import { presentSettings } from '../present-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';

/** `/privacy`: what is kept about the asker, and how to erase it. Only they see the answer. */
export const privacy = {
  name: 'privacy',
  summary: 'command.privacy.summary',
  details: 'command.privacy.details',
  audience: 'everyone',
  isHeavy: true,
  typed: null,
  slash: {
    options: [
      {
        name: 'action',
        kind: 'text',
        description: 'command.privacy.option.action',
        choices: [
          { value: 'show', name: 'command.privacy.action.show' },
          { value: 'erase', name: 'command.privacy.action.erase' },
          { value: 'opt-out', name: 'command.privacy.action.opt-out' },
          { value: 'opt-in', name: 'command.privacy.action.opt-in' },
        ],
      },
    ],
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
  const { guildId, person, words } = request;
  const { vault } = services;
  await services.collector.flush();
  const { month } = vault;
  const member = vault.numberOf(guildId, person);
  const rows = member === undefined ? null : await ownRows(guildId, member, month, services);
  const notices = notice(await optOutRoleOf(request, services), services.status.countsVisitors, words);
  return [
    words.say('privacy.whatIsKept'),
    ...notices.map((text) => words.say('privacy.bullet', { text })),
    words.say('privacy.you', { month: words.month(month) }),
    rowsLine(rows, words),
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
function notice(optOutRoleId: Snowflake | null, countsVisitors: boolean, words: Words): readonly string[] {
  return [
    words.say(countsVisitors ? 'privacy.notice.numbersAndVisitors' : 'privacy.notice.numbers'),
    words.say('privacy.notice.hash'),
    words.say('privacy.notice.moderators'),
    words.say('privacy.notice.erase'),
    optOutRoleId === null
      ? words.say('privacy.notice.optOut')
      : words.say('privacy.notice.optOutOrRole', { role: `<@&${optOutRoleId}>` }),
    words.say('privacy.notice.joins'),
  ];
}

function rowsLine(found: MemberRows | null, words: Words): string {
  if (found === null || found.rows === 0) return words.say('privacy.nothing');
  const { rows, messages, voiceSeconds } = found;
  return words.say('privacy.rows', { rows, messages, hours: words.number(voiceSeconds / 3600, 1) });
}

async function erase(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { words } = request;
  const erased = await orRefused(services.erasure.erase(request), () => words.say('privacy.notErasedYet'));
  const uncounted = uncountedLine(request, services);
  const isCounted = words.say('privacy.countedAgain', { time: words.localMinute(erased.untilMs) });
  return [
    ...(await erasedLines(erased, request, services)),
    ...(uncounted.length > 0 ? uncounted : [isCounted, ...(await roleLine(request, services))]),
  ];
}

async function optOut(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { guildId, person, words } = request;
  const erased = await orRefused(services.erasure.optOut(request), () =>
    words.say(services.vault.isOptedOut(guildId, person) ? 'privacy.optedOutNotErased' : 'privacy.notOptedOut'),
  );
  return [
    words.say('privacy.optedOut', { time: words.localMinute(erased.untilMs) }),
    ...(await erasedLines(erased, request, services)),
    words.say('privacy.listed'),
    ...(await roleLine(request, services)),
  ];
}

async function optIn(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const { guildId, person, words } = request;
  if (!services.vault.isOptedOut(guildId, person)) {
    return [words.say('privacy.nothingToOptIn'), ...uncountedLine(request, services)];
  }
  await orRefused(services.erasure.optIn(request), () =>
    words.say(services.vault.isOptedOut(guildId, person) ? 'privacy.stillOptedOut' : 'privacy.optedInUnsaved'),
  );
  const uncounted = uncountedLine(request, services);
  if (uncounted.length > 0) return [words.say('privacy.offTheList'), ...uncounted];
  return [
    words.say('privacy.optedIn', { time: words.localMinute(services.clock.now()) }),
    words.say('privacy.voiceAfterOptIn'),
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
  const { words } = request;
  return [
    words.say('privacy.erased', { month: words.month(month) }),
    ...(isBehind ? [words.say('privacy.behind')] : []),
    ...(forgotten === null ? [words.say('privacy.stillRead')] : []),
    ...(await splitLine(month, request, services)),
    words.say('privacy.earlierMonths'),
  ];
}

async function roleLine(request: CommandRequest, services: CommandServices): Promise<readonly string[]> {
  const optOutRoleId = await optOutRoleOf(request, services);
  if (optOutRoleId === null) return [];
  return [request.words.say('privacy.role', { role: `<@&${optOutRoleId}>` })];
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

function uncountedLine({ guildId, person, words }: CommandRequest, { vault }: CommandServices): readonly string[] {
  if (vault.isOptedOut(guildId, person)) return [words.say('privacy.youOptedOut')];
  if (vault.isIgnored(guildId, person)) return [words.say('privacy.youAreIgnored')];
  return [];
}

async function splitLine(
  month: Month,
  { guildId, words }: CommandRequest,
  { store }: CommandServices,
): Promise<readonly string[]> {
  const months = await store.months(guildId);
  if (!months.some((known) => known.month === month && known.isSplit)) return [];
  return [words.say('privacy.split', { month: words.month(month) })];
}
