import type { Channel } from '../../core/channel.ts';
import { coverage } from '../../core/coverage.ts';
import { hoursOfLastDay, monthOf } from '../../core/time.ts';
import type { CachedGuild } from '../../gateway/cached-guild.ts';
import { threadsIn } from '../../gateway/channel-view.ts';
import { lackingPermissions, unseenChannels } from '../../gateway/permissions.ts';
import type { Refusal } from '../../gateway/refusals.ts';
import { backfillNotes } from '../../render/backfill-notes.ts';
import { catchUpNotes } from '../../render/catch-up-notes.ts';
import { nameOf } from '../../render/definitions.ts';
import { deletionText } from '../../render/deletion-text.ts';
import { fittingLines } from '../../render/fitting-lines.ts';
import { namedChannels } from '../../render/named-channels.ts';
import { inlineCode } from '../../render/quote.ts';
import { coverageNote, splitText } from '../../render/report-notes.ts';
import type { Words } from '../../render/words.ts';
import type { AnnouncedDeletion } from '../../store/month-store.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import { deletedNotes } from '../present-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { lackingLine } from './lacking-line.ts';
import { connectionLines } from './status/connection-lines.ts';
import { learningLine } from './status/learning-line.ts';
import { missedPostLines } from './status/missed-post-lines.ts';

/** Whether Census counts properly here. In plain text, because the permission for embeds may be missing. */
export const status = {
  name: 'status',
  summary: 'command.status.summary',
  details: 'command.status.details',
  audience: 'moderators',
  isHeavy: false,
  typed: { usage: 'command.status.usage', examples: 'command.status.examples', parse: () => new Map() },
  slash: {
    options: [],
    isEphemeral: false,
    isPrivateElsewhere: true,
  },
  answersWith: () => 'text',
  run,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, channelId, channels, words } = request;
  const nowMs = services.clock.now();
  const [guild, months, deletions, posts, lastDay, learning] = await Promise.all([
    services.guildCache.get(guildId),
    services.store.months(guildId),
    services.store.announcedDeletions(guildId),
    services.store.posts(guildId),
    lastDayOf(nowMs, request, services),
    learningLine(nowMs, request, services),
  ]);
  const settings = services.guilds.settings(guildId);
  const isShown = shownTo(channelId, channels, guild);
  const watched = new Set([
    channelId,
    ...settings.modChannelIds,
    settings.reportChannelId ?? channelId,
    settings.digestChannelId ?? channelId,
  ]);
  const failure = services.status.lastFailure();
  const lines = [
    ...connectionLines(services.status.connection(), nowMs, words),
    ...(failure === null ? [] : [words.say('status.lastWriteFailed', { reason: failure.message })]),
    ...lastDay,
    ...catchUpNotes(services.status.catchUp(guildId), services.guilds.channels(guildId), isShown, words),
    ...monthLines(months, nowMs, words),
    ...pastLines(request, isShown, services),
    ...deletionLine(deletions, words),
    ...missedPostLines(posts, nowMs, words),
    ...learning,
    ...services.status.missingIntents.map((intent) => words.say(`status.intentOff.${intent}`)),
    ...permissionLines(guild, [...watched], isShown, words),
    ...deletedNotes(settings, guild, words),
    ...unseenLine(guild, isShown, words),
    ...refusalLine(services.status.refusals(guildId), words),
  ];
  return [{ content: fittingLines(lines, words) }];
}

async function lastDayOf(
  nowMs: number,
  { guildId, prefix, words }: CommandRequest,
  services: CommandServices,
): Promise<readonly string[]> {
  const firstConnectedMs = services.guilds.get(guildId)?.firstConnectedMs;
  if (firstConnectedMs === undefined) return [words.say('status.notCounting')];
  const range = hoursOfLastDay(nowMs);
  const found = coverage(range, firstConnectedMs, nowMs, await services.store.gaps(guildId, range));
  const said = coverageNote(found, words);
  return [
    words.say('status.countingSince', { time: words.localMinute(firstConnectedMs) }),
    found.observedShare < 1
      ? words.say('status.lastDayWithGaps', {
          coverage: said,
          command: inlineCode(`${prefix}help ${nameOf('gap', words)}`),
        })
      : words.say('status.lastDay', { coverage: said }),
  ];
}

function pastLines(
  { guildId, words }: CommandRequest,
  isShown: (id: string) => boolean,
  { backfill, guilds }: CommandServices,
): readonly string[] {
  const progress = backfill.progressOf(guildId);
  return progress === null ? [] : backfillNotes(progress, guilds.channels(guildId), isShown, words);
}

function monthLines(months: readonly GuildMonth[], nowMs: number, words: Words): readonly string[] {
  const sealed = months.filter(({ isSealed }) => isSealed).map(({ month }) => words.month(month));
  const open = new Set([...months.filter(({ isSealed }) => !isSealed).map(({ month }) => month), monthOf(nowMs)]);
  const split = months.filter(({ isSplit }) => isSplit).map(({ month }) => month);
  return [
    words.say('status.open', { months: words.list([...open].map((month) => words.month(month))) }),
    ...sealedLine(sealed, words),
    ...(split.length > 0 ? [splitText(split, words)] : []),
  ];
}

function sealedLine(months: readonly string[], words: Words): readonly string[] {
  if (months.length === 0) return [];
  if (months.length <= mostSealedNamed) return [words.say('status.sealed', { months: words.list(months) })];
  return [words.say('status.sealedAndEarlier', { months: months.slice(-mostSealedNamed).join(', ') })];
}

const mostSealedNamed = 6;

function deletionLine(deletions: readonly AnnouncedDeletion[], words: Words): readonly string[] {
  const text = deletionText(deletions, words);
  return text === null ? [] : [text];
}

/** Whether a channel or thread may be named to the member who asks in `channelId`. */
function shownTo(channelId: string, channels: readonly Channel[], guild: CachedGuild): (id: string) => boolean {
  const ids = new Set([channelId, ...channels.map(({ id }) => id)]);
  const parentOf = threadsIn(channels, guild);
  return (id) => ids.has(id) || parentOf(id) !== undefined;
}

function permissionLines(
  guild: CachedGuild,
  channelIds: readonly string[],
  isShown: (id: string) => boolean,
  words: Words,
): readonly string[] {
  const hidden = channelIds.filter((id) => !isShown(id)).flatMap((id) => permissionLine(guild, id, words));
  return [
    ...channelIds.filter(isShown).flatMap((id) => permissionLine(guild, id, words)),
    ...(hidden.length > 0 ? [words.say('hidden.lacking')] : []),
  ];
}

function permissionLine(guild: CachedGuild, channelId: string, words: Words): readonly string[] {
  const channel = guild.channels.get(channelId);
  if (channel === undefined) return [];
  return lackingLine(channelId, lackingPermissions(guild, channel), words);
}

function refusalLine(refusals: readonly Refusal[], words: Words): readonly string[] {
  if (refusals.length === 0) return [];
  const mostFirst = refusals.toSorted((a, b) => b.times - a.times);
  const named = mostFirst.slice(0, 5).map(({ event, field, times }) => `${event} ${field} (${times})`);
  const count = refusals.reduce((sum, refusal) => sum + refusal.times, 0);
  return [words.say('status.leftOut', { count, fields: named.join(', ') })];
}

function unseenLine(guild: CachedGuild, isShown: (id: string) => boolean, words: Words): readonly string[] {
  const unseen = unseenChannels(guild);
  if (unseen.length === 0) return [];
  const shown = unseen.filter(({ id }) => isShown(id));
  return [words.say('status.unseen', { channels: namedChannels(shown, shown.length < unseen.length, words) })];
}
