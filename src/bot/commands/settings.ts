import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import { StoreUnavailable, UserError } from '../../core/errors.ts';
import type { GuildSettings } from '../../core/guild-settings.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { CachedGuild } from '../../gateway/cached-guild.ts';
import { isReadByEveryone, lackingPermissions } from '../../gateway/permissions.ts';
import { factsEmbed } from '../../render/embed.ts';
import { fittingLines } from '../../render/fitting-lines.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import { english } from '../../render/words.ts';
import { ChangeRefused } from '../answering/failure.ts';
import { listed, presentSettings } from '../present-settings.ts';
import { changedSettings } from './changed-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { savedLines } from './saved-lines.ts';
import { guildCommand } from './slash-builders.ts';

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
  summary: 'Shows and changes who may ask, where, and what is not counted',
  details: 'Without an option it shows the settings. With `remove` it removes the named items.',
  audience: 'managers',
  isHeavy: false,
  typed: null,
  slash: {
    usage:
      'settings [mod_role:] [mod_channel:] [ignored_channel:] [ignored_role:] [ignored_member:] [prefix:] ' +
      '[opt_out_role:] [report_channel:] [link_domain:] [remove:]',
    definition: guildCommand('settings', 'Shows and changes who may ask, where, and what is not counted')
      .setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
      .addRoleOption((option) => option.setName('mod_role').setDescription('A role that may ask for reports'))
      .addChannelOption((option) =>
        option
          .setName('mod_channel')
          .setDescription('A channel where reports are given')
          .addChannelTypes(...writable),
      )
      .addChannelOption((option) =>
        option
          .setName('ignored_channel')
          .setDescription('A channel that is not counted')
          .addChannelTypes(...counted),
      )
      .addRoleOption((option) =>
        option.setName('ignored_role').setDescription('A role whose messages and voice time are not counted'),
      )
      .addUserOption((option) => option.setName('ignored_member').setDescription('A member who is not counted'))
      .addStringOption((option) =>
        option.setName('prefix').setDescription('What typed commands begin with, 1 to 5 characters').setMaxLength(5),
      )
      .addRoleOption((option) =>
        option.setName('opt_out_role').setDescription('A role for members who do not want to be counted'),
      )
      .addChannelOption((option) =>
        option
          .setName('report_channel')
          .setDescription('The channel for unprompted reports')
          .addChannelTypes(...writable),
      )
      .addStringOption((option) =>
        option
          .setName('link_domain')
          .setDescription('A domain by which links are counted, such as youtube.com')
          .setMaxLength(100),
      )
      .addBooleanOption((option) =>
        option.setName('remove').setDescription('Remove the named items instead of adding them'),
      )
      .toJSON(),
    isEphemeral: true,
  },
  answersWith: () => 'embed',
  run,
} as const satisfies Command;

async function run(request: CommandRequest, services: CommandServices): Promise<Answer> {
  const { guildId, options, channels } = request;
  const guild = await services.guildCache.get(guildId);
  const shownIds = new Set(channels.map(({ id }) => id));
  for (const option of ['mod_channel', 'ignored_channel', 'report_channel']) {
    const id = options.get(option);
    if (id !== undefined && !shownIds.has(id)) throw new Mistake('hidden.noChannel', { given: quoteInput(id) });
  }
  const saved = options.size > 0 ? await change(request, guild, services) : [];
  const current = services.guilds.settings(guildId);
  const facts = factsOf(current, guild, shownIds, services.collector.ignoredCount(guildId));
  const content = fittingLines([...saved, ...advice(presentSettings(current, guild), guild, shownIds)]);
  return [{ content, embeds: [factsEmbed('Settings of Census', facts)] }];
}

/** Applies the options, removes deleted roles and channels, and says what was changed. */
async function change(
  { guildId, options, appIds }: CommandRequest,
  guild: CachedGuild,
  { settingChanges, vault }: CommandServices,
): Promise<readonly string[]> {
  const isRemoval = options.get('remove') === 'true';
  if (isRemoval && options.size === 1) {
    throw new UserError('Expected an item to remove with `remove:`, such as `mod_role:`, but got nothing.');
  }
  const userId = options.get('ignored_member');
  if (userId !== undefined && appIds.has(userId) && !isRemoval) {
    throw new UserError('Expected a member to ignore, but got an app: apps are never counted.');
  }
  const ignored = userId === undefined ? null : { person: new Person(userId), isIgnored: !isRemoval };
  const isIgnoredChanged = ignored !== null && vault.isIgnored(guildId, ignored.person) !== ignored.isIgnored;
  try {
    const changed = (settings: GuildSettings) => changedSettings(presentSettings(settings, guild), options, guildId);
    const { before, after } = await settingChanges.change(guildId, changed, ignored);
    return [
      ...savedLines({ before, after }, options, isIgnoredChanged),
      ...typedCommandsLine(options.get('mod_channel'), before, after),
    ];
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    throw new ChangeRefused('Nothing was changed: Census cannot write to its disk at the moment. Try again later.', {
      cause,
    });
  }
}

/** Suggests once, when a mod channel is set, to ignore that channel. */
function typedCommandsLine(
  channelId: Snowflake | undefined,
  before: GuildSettings,
  after: GuildSettings,
): readonly string[] {
  if (channelId === undefined || before.modChannelIds.includes(channelId)) return [];
  if (!after.modChannelIds.includes(channelId) || after.ignoredChannelIds.includes(channelId)) return [];
  return [`Typed commands count as messages. To leave those in <#${channelId}> out: \`/settings ignored_channel:\`.`];
}

function factsOf(
  current: GuildSettings,
  { roles, channels }: CachedGuild,
  shownIds: ReadonlySet<Snowflake>,
  ignoredMembers: number,
): Readonly<Record<string, string>> {
  const shown = (id: Snowflake) => shownIds.has(id);
  return {
    'Mod roles': list(current.modRoleIds, roles, '@&', 'members with the permission Manage Server'),
    'Mod channels': list(current.modChannelIds, channels, '#', 'none yet', shown),
    'Ignored channels': list(current.ignoredChannelIds, channels, '#', 'none', shown),
    'Ignored roles': list(current.ignoredRoleIds, roles, '@&', 'none'),
    'Ignored members': ignoredMembers === 0 ? 'none' : `${ignoredMembers}`,
    'Opt-out role': list(listed(current.optOutRoleId), roles, '@&', 'none'),
    Prefix: inlineCode(current.prefix),
    'Report channel': list(listed(current.reportChannelId), channels, '#', 'none', shown),
    'Link domains': fittingDomains(current.linkDomains),
  };
}

/** Twenty of the longest take more than a field holds. */
function fittingDomains(domains: readonly string[]): string {
  const named = domains.slice(0, longestDomainList).map(inlineCode);
  const others = domains.length - named.length;
  return domains.length === 0 ? 'none' : [named.join(' '), ...(others > 0 ? [`and ${others} more`] : [])].join(' ');
}

const longestDomainList = 14; // Of 64 characters each, and a field holds 1,024.

const longestList = 40; // A field holds 1,024 characters.

function list(
  ids: readonly Snowflake[],
  present: ReadonlyMap<Snowflake, unknown>,
  sign: '#' | '@&',
  none: string,
  isShown: (id: Snowflake) => boolean = () => true,
): string {
  const set = ids.filter((id) => present.has(id));
  const kept = set.filter(isShown);
  const hidden = set.length - kept.length;
  const named = kept.slice(0, longestList).map((id) => `<${sign}${id}>`);
  const others = kept.length - named.length;
  const deleted = ids.length - set.length;
  return [
    ...(set.length === 0 ? [none] : named),
    ...(others > 0 ? [`and ${others} more`] : []),
    ...(hidden > 0 ? [english.say('hidden.others', { count: hidden })] : []),
    ...(deleted > 0 ? [`(${deleted} deleted)`] : []),
  ].join(' ');
}

const mostAdvice = 12; // A message holds 2,000 characters.

/** What remains to be done or could be improved. */
function advice(current: GuildSettings, guild: CachedGuild, shownIds: ReadonlySet<Snowflake>): readonly string[] {
  if (current.modChannelIds.length === 0) {
    return ['Next: choose where reports are given, with `/settings mod_channel:`. Until then Census only counts.'];
  }
  const example = inlineCode(`${current.prefix}report full all yesterday`);
  const lines = [`Moderators can ask in the mod channels: \`/report\`, or ${example}.`];
  for (const id of new Set([...current.modChannelIds, ...listed(current.reportChannelId)])) {
    const channel = guild.channels.get(id);
    if (channel === undefined || !shownIds.has(id)) continue;
    const lacking = lackingPermissions(guild, channel);
    if (lacking.length > 0) lines.push(`In <#${id}> Census lacks: ${lacking.join(', ')}.`);
    if (isReadByEveryone(guild, channel)) lines.push(`Everyone in this server can read <#${id}>.`);
  }
  return lines.slice(0, mostAdvice);
}
