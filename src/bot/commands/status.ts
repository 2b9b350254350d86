import type { Channel } from '../../core/channel.ts';
import { coverage } from '../../core/coverage.ts';
import { hoursOfLastDay, monthName, monthOf } from '../../core/time.ts';
import type { CachedGuild } from '../../gateway/cached-guild.ts';
import { threadsIn } from '../../gateway/channel-view.ts';
import { lackingPermissions, unseenChannels } from '../../gateway/permissions.ts';
import type { Refusal } from '../../gateway/refusals.ts';
import { intentEffects } from '../../gateway/rest/application.ts';
import { catchUpNotes } from '../../render/catch-up-notes.ts';
import { deletionText } from '../../render/deletion-text.ts';
import { fittingLines } from '../../render/fitting-lines.ts';
import { namedChannels } from '../../render/named-channels.ts';
import { coverageNote, minute, splitText } from '../../render/report-notes.ts';
import { english } from '../../render/words.ts';
import type { AnnouncedDeletion } from '../../store/month-store.ts';
import type { GuildMonth } from '../../store/store-reader.ts';
import { deletedNotes } from '../present-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { connectionLines } from './connection-lines.ts';
import { guildCommand } from './slash-builders.ts';

/** Whether Census counts properly here. In plain text, because the permission for embeds may be missing. */
export const status = {
  name: 'status',
  summary: 'Whether Census counts properly, and what it lacks',
  details: 'It shows since when it counts, what it missed, and which permissions and intents are missing.',
  audience: 'moderators',
  isHeavy: false,
  typed: { usage: 'status', examples: ['status'], parse: () => new Map() },
  slash: {
    usage: 'status',
    definition: guildCommand('status', 'Whether Census counts properly, and what it lacks').toJSON(),
    isEphemeral: false,
    isPrivateElsewhere: true,
  },
  answersWith: () => 'text',
  run,
} as const satisfies Command;

async function run({ guildId, channelId, channels }: CommandRequest, services: CommandServices): Promise<Answer> {
  const nowMs = services.clock.now();
  const [guild, months, deletions, lastDay] = await Promise.all([
    services.guildCache.get(guildId),
    services.store.months(guildId),
    services.store.announcedDeletions(guildId),
    lastDayOf(guildId, nowMs, services),
  ]);
  const settings = services.guilds.settings(guildId);
  const isShown = shownTo(channelId, channels, guild);
  const watched = new Set([channelId, ...settings.modChannelIds, settings.reportChannelId ?? channelId]);
  const failure = services.status.lastFailure();
  const lines = [
    ...connectionLines(services.status.connection(), nowMs),
    ...(failure === null ? [] : [`**The last write to disk failed:** ${failure.message}`]),
    ...lastDay,
    ...catchUpNotes(services.status.catchUp(guildId), services.guilds.channels(guildId), isShown),
    ...monthLines(months, nowMs),
    ...deletionLine(deletions),
    ...services.status.missingIntents.map((intent) => `Missing intent ${intentEffects[intent]}.`),
    ...permissionLines(guild, [...watched], isShown),
    ...deletedNotes(settings, guild),
    ...unseenLine(guild, isShown),
    ...refusalLine(services.status.refusals(guildId)),
  ];
  return [{ content: fittingLines(lines) }];
}

async function lastDayOf(guildId: string, nowMs: number, services: CommandServices): Promise<readonly string[]> {
  const firstConnectedMs = services.guilds.get(guildId)?.firstConnectedMs;
  if (firstConnectedMs === undefined) return ['Not counting here yet.'];
  const range = hoursOfLastDay(nowMs);
  const gaps = await services.store.gaps(guildId, range);
  return [
    `Counting since ${minute(firstConnectedMs)}.`,
    `Last day: ${coverageNote(coverage(range, firstConnectedMs, nowMs, gaps))}.`,
  ];
}

function monthLines(months: readonly GuildMonth[], nowMs: number): readonly string[] {
  const sealed = months.filter(({ isSealed }) => isSealed).map(({ month }) => monthName(month));
  const open = new Set([...months.filter(({ isSealed }) => !isSealed).map(({ month }) => month), monthOf(nowMs)]);
  const split = months.filter(({ isSplit }) => isSplit).map(({ month }) => month);
  return [
    `Not anonymised yet: ${[...open].map(monthName).join(', ')}; a month is anonymised when it ends.`,
    ...(sealed.length > 0
      ? [`Anonymised: ${sealed.slice(-6).join(', ')}${sealed.length > 6 ? ' and earlier' : ''}.`]
      : []),
    ...(split.length > 0 ? [splitText(split)] : []),
  ];
}

function deletionLine(deletions: readonly AnnouncedDeletion[]): readonly string[] {
  const text = deletionText(deletions);
  return text === null ? [] : [text];
}

/** Whether a channel or thread may be named to the member who asks in `channelId`. */
function shownTo(channelId: string, channels: readonly Channel[], guild: CachedGuild): (id: string) => boolean {
  const ids = new Set([channelId, ...channels.map(({ id }) => id)]);
  const isThread = threadsIn(channels, guild);
  return (id) => ids.has(id) || isThread(id);
}

function permissionLines(
  guild: CachedGuild,
  channelIds: readonly string[],
  isShown: (id: string) => boolean,
): readonly string[] {
  const hidden = channelIds.filter((id) => !isShown(id)).flatMap((id) => permissionLine(guild, id));
  return [
    ...channelIds.filter(isShown).flatMap((id) => permissionLine(guild, id)),
    ...(hidden.length > 0 ? [english.say('hidden.lacking')] : []),
  ];
}

function permissionLine(guild: CachedGuild, channelId: string): readonly string[] {
  const channel = guild.channels.get(channelId);
  if (channel === undefined) return [];
  const lacking = lackingPermissions(guild, channel);
  return lacking.length === 0 ? [] : [`Missing in <#${channelId}>: ${lacking.join(', ')}.`];
}

function refusalLine(refusals: readonly Refusal[]): readonly string[] {
  if (refusals.length === 0) return [];
  const mostFirst = refusals.toSorted((a, b) => b.times - a.times);
  const named = mostFirst.slice(0, 5).map(({ event, field, times }) => `${event} ${field} (${times})`);
  const times = refusals.reduce((sum, refusal) => sum + refusal.times, 0);
  return [
    `Not understood since the last start and left out: ${times} of Discord's events, by field: ${named.join(', ')}.`,
  ];
}

function unseenLine(guild: CachedGuild, isShown: (id: string) => boolean): readonly string[] {
  const unseen = unseenChannels(guild);
  if (unseen.length === 0) return [];
  const shown = unseen.filter(({ id }) => isShown(id));
  return [`Not seen, so not counted: ${namedChannels(shown, shown.length < unseen.length)}.`];
}
