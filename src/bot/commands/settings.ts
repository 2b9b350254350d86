import { ChannelType } from '@discordjs/core';
import { StoreUnavailable } from '../../core/errors.ts';
import {
  digestChannelOf,
  digestGrains,
  type GuildSettings,
  pictureColours,
  scheduledEventChoices,
} from '../../core/guild-settings.ts';
import { languages } from '../../core/locality/language.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { CachedGuild } from '../../gateway/cached-guild.ts';
import { isReadByEveryone, lackingPermissions } from '../../gateway/permissions.ts';
import { factsEmbed } from '../../render/embed.ts';
import { fittingLines } from '../../render/fitting-lines.ts';
import { ownNameOf } from '../../render/locales/languages.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import { ChangeRefused } from '../answering/failure.ts';
import { backfillLimits } from '../backfill-limits.ts';
import { suggestTimezones } from '../input/suggest-timezones.ts';
import { listed, presentSettings } from '../present-settings.ts';
import { changedSettings } from './changed-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { lackingLine } from './lacking-line.ts';
import { noticeChoices, noticesText } from './notice-choices.ts';
import { languageText, savedLines } from './saved-lines.ts';

const writable = [ChannelType.GuildText, ChannelType.GuildAnnouncement] as const;
const counted = [
  ...writable,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
  ChannelType.GuildMedia,
] as const;

/** `/settings`: shows the guild's settings and changes them. */
export const settings = {
  name: 'settings',
  summary: 'command.settings.summary',
  details: 'command.settings.details',
  audience: 'managers',
  isHeavy: false,
  typed: null,
  slash: {
    options: [
      { name: 'mod_role', kind: 'role', description: 'command.settings.option.mod_role' },
      {
        name: 'mod_channel',
        kind: 'channel',
        description: 'command.settings.option.mod_channel',
        channelTypes: writable,
      },
      {
        name: 'ignored_channel',
        kind: 'channel',
        description: 'command.settings.option.ignored_channel',
        channelTypes: counted,
      },
      { name: 'ignored_role', kind: 'role', description: 'command.settings.option.ignored_role' },
      { name: 'ignored_member', kind: 'member', description: 'command.settings.option.ignored_member' },
      { name: 'prefix', kind: 'text', description: 'command.settings.option.prefix', mostCharacters: 5 },
      { name: 'opt_out_role', kind: 'role', description: 'command.settings.option.opt_out_role' },
      {
        name: 'report_channel',
        kind: 'channel',
        description: 'command.settings.option.report_channel',
        channelTypes: writable,
      },
      { name: 'link_domain', kind: 'text', description: 'command.settings.option.link_domain', mostCharacters: 100 },
      { name: 'backfill', kind: 'text', description: 'command.settings.option.backfill', mostCharacters: 3 },
      {
        name: 'pictures',
        kind: 'text',
        description: 'command.settings.option.pictures',
        choices: pictureColours.map((value) => ({ value })),
      },
      {
        name: 'digest',
        kind: 'text',
        description: 'command.settings.option.digest',
        choices: digestGrains.map((value) => ({ value })),
      },
      {
        name: 'digest_hour',
        kind: 'text',
        description: 'command.settings.option.digest_hour',
        choices: Array.from({ length: 24 }, (_, hour) => ({ value: String(hour) })),
      },
      {
        name: 'digest_channel',
        kind: 'channel',
        description: 'command.settings.option.digest_channel',
        channelTypes: writable,
      },
      {
        name: 'scheduled_events',
        kind: 'text',
        description: 'command.settings.option.scheduled_events',
        choices: scheduledEventChoices.map((value) => ({ value })),
      },
      {
        name: 'notices',
        kind: 'text',
        description: 'command.settings.option.notices',
        choices: noticeChoices.map((value) => ({ value })),
      },
      {
        name: 'timezone',
        kind: 'text',
        description: 'command.settings.option.timezone',
        isSuggested: true,
        mostCharacters: 64,
      },
      {
        name: 'language',
        kind: 'text',
        description: 'command.settings.option.language',
        choices: [
          { value: 'auto', name: 'settings.languageOfDiscord' },
          ...languages.map((language) => ({ value: language, label: ownNameOf(language) })),
        ],
      },
      { name: 'remove', kind: 'flag', description: 'command.settings.option.remove' },
    ],
    isEphemeral: true,
  },
  answersWith: () => 'embed',
  run,
  suggest: async (_name, typed, _request, { clock }) => suggestTimezones(typed, clock.now()),
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, channels, words } = request;
  const guild = await services.guildCache.get(guildId);
  const shownIds = new Set(channels.map(({ id }) => id));
  for (const option of ['mod_channel', 'ignored_channel', 'report_channel', 'digest_channel']) {
    const id = options.get(option);
    if (id !== undefined && !shownIds.has(id)) throw new Mistake('hidden.noChannel', { given: quoteInput(id) });
  }
  const saved = options.size > 0 ? await change(request, guild, shownIds, services) : [];
  const current = services.guilds.settings(guildId);
  const content = fittingLines([...saved, ...advice(presentSettings(current, guild), guild, shownIds, words)], words);
  if (options.size > 0) return [{ content }];
  const facts = factsOf(current, guild, shownIds, services.collector.ignoredCount(guildId), words);
  return [{ content, embeds: [factsEmbed(words.say('settings.title'), facts)] }];
}

/** Applies the options, removes deleted roles and channels, and says what was changed. */
async function change(
  { guildId, options, appIds, words }: CommandRequest,
  guild: CachedGuild,
  shownIds: ReadonlySet<Snowflake>,
  { settingChanges, vault, clock, backfill }: CommandServices,
): Promise<readonly string[]> {
  const isRemoval = options.get('remove') === 'true';
  if (options.has('remove') && options.size === 1) throw new Mistake('settings.removeWhat');
  const userId = options.get('ignored_member');
  if (userId !== undefined && appIds.has(userId) && !isRemoval) {
    throw new Mistake('settings.appsNeverCount');
  }
  const ignored = userId === undefined ? null : { person: new Person(userId), isIgnored: !isRemoval };
  const isIgnoredChanged = ignored !== null && vault.isIgnored(guildId, ignored.person) !== ignored.isIgnored;
  const nowMs = clock.now();
  try {
    const changed = (settings: GuildSettings) =>
      changedSettings(presentSettings(settings, guild), options, guildId, nowMs);
    const { before, after } = await settingChanges.change(guildId, changed, ignored);
    if (after.backfillFromMonth !== null && options.has('backfill')) backfill.begin();
    return [
      ...savedLines({ before, after }, options, isIgnoredChanged, words),
      ...(after.digest !== 'off' && digestChannelOf(after) === null ? [words.say('settings.digestNowhere')] : []),
      ...(options.has('backfill') ? backfillLimits(after, guild, shownIds, words) : []),
      ...typedCommandsLine(options.get('mod_channel'), before, after, words),
    ];
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    throw new ChangeRefused(words.say('settings.nothingChanged'), { cause });
  }
}

/** Suggests once, when a mod channel is set, to ignore that channel. */
function typedCommandsLine(
  channelId: Snowflake | undefined,
  before: GuildSettings,
  after: GuildSettings,
  words: Words,
): readonly string[] {
  if (channelId === undefined || before.modChannelIds.includes(channelId)) return [];
  if (!after.modChannelIds.includes(channelId) || after.ignoredChannelIds.includes(channelId)) return [];
  return [words.say('settings.typedCommandsCount', { channel: `<#${channelId}>` })];
}

function factsOf(
  current: GuildSettings,
  { roles, channels }: CachedGuild,
  shownIds: ReadonlySet<Snowflake>,
  ignoredMembers: number,
  words: Words,
): Readonly<Record<string, string>> {
  const none = words.say('settings.none');
  const isShown = (id: Snowflake) => shownIds.has(id);
  const rolesIn = (ids: readonly Snowflake[], otherwise = none) => list(ids, roles, '@&', otherwise, words);
  const channelsIn = (ids: readonly Snowflake[], otherwise = none) =>
    list(ids, channels, '#', otherwise, words, isShown);
  return {
    [words.say('settings.field.modRoles')]: rolesIn(current.modRoleIds, words.say('settings.managersAsk')),
    [words.say('settings.field.modChannels')]: channelsIn(current.modChannelIds, words.say('settings.noneYet')),
    [words.say('settings.field.ignoredChannels')]: channelsIn(current.ignoredChannelIds),
    [words.say('settings.field.ignoredRoles')]: rolesIn(current.ignoredRoleIds),
    [words.say('settings.field.ignoredMembers')]: ignoredMembers === 0 ? none : words.number(ignoredMembers),
    [words.say('settings.field.optOutRole')]: rolesIn(listed(current.optOutRoleId)),
    [words.say('settings.field.prefix')]: inlineCode(current.prefix),
    [words.say('settings.field.reportChannel')]: channelsIn(listed(current.reportChannelId)),
    [words.say('settings.field.linkDomains')]: fittingDomains(current.linkDomains, words),
    [words.say('settings.field.pictures')]: words.say('settings.pictures', { colours: current.pictures }),
    [words.say('settings.field.digest')]: words.say('settings.digest', {
      grain: current.digest,
      hour: words.time(current.digestHour),
      channel: channelsIn(listed(digestChannelOf(current))),
    }),
    [words.say('settings.field.notices')]: noticesText(current.noticesOff, words),
    [words.say('settings.field.timezone')]: current.timezone,
    [words.say('settings.field.language')]: languageText(current, words),
  };
}

/** Twenty of the longest take more than a field holds. */
function fittingDomains(domains: readonly string[], words: Words): string {
  if (domains.length === 0) return words.say('settings.none');
  return fitting(domains.map(inlineCode), longestDomainList, words);
}

const longestDomainList = 14; // Of 64 characters each, and a field holds 1,024.

const longestList = 40; // A field holds 1,024 characters.

function list(
  ids: readonly Snowflake[],
  present: ReadonlyMap<Snowflake, unknown>,
  sign: '#' | '@&',
  none: string,
  words: Words,
  isShown: (id: Snowflake) => boolean = () => true,
): string {
  const set = ids.filter((id) => present.has(id));
  const shown = set.filter(isShown).map((id) => `<${sign}${id}>`);
  const hidden = set.length - shown.length;
  const items = [
    ...(set.length === 0 ? [none] : []),
    ...(shown.length > 0 ? [fitting(shown, longestList, words)] : []),
    ...(hidden > 0 ? [words.say('hidden.others', { count: hidden })] : []),
  ].join(' ');
  const count = ids.length - set.length;
  return count === 0 ? items : words.say('settings.deletedItems', { items, count });
}

function fitting(items: readonly string[], most: number, words: Words): string {
  const named = items.slice(0, most).join(' ');
  return items.length > most ? words.say('list.andMore', { items: named, count: items.length - most }) : named;
}

const mostAdvice = 12; // A message holds 2,000 characters.

/** What remains to be done or could be improved. */
function advice(
  current: GuildSettings,
  guild: CachedGuild,
  shownIds: ReadonlySet<Snowflake>,
  words: Words,
): readonly string[] {
  if (current.modChannelIds.length === 0) return [words.say('settings.next')];
  const [example] = words.say('command.report.examples').split('\n');
  const lines = [words.say('settings.howToAsk', { example: inlineCode(`${current.prefix}${example}`) })];
  for (const id of new Set([
    ...current.modChannelIds,
    ...listed(current.reportChannelId),
    ...listed(current.digestChannelId),
  ])) {
    const channel = guild.channels.get(id);
    if (channel === undefined || !shownIds.has(id)) continue;
    lines.push(...lackingLine(id, lackingPermissions(guild, channel), words));
    if (isReadByEveryone(guild, channel)) lines.push(words.say('settings.readByEveryone', { channel: `<#${id}>` }));
  }
  return lines.slice(0, mostAdvice);
}
