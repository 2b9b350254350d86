import { ChannelType, PermissionFlagsBits } from '@discordjs/core';
import type { GuildSettings } from '../../core/guild-settings.ts';
import { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { CachedGuild } from '../cached-guild.ts';
import { code } from '../echo.ts';
import { factsEmbed } from '../embed.ts';
import { isReadByEveryone, lackingPermissions } from '../permissions.ts';
import { changedSettings } from './changed-settings.ts';
import type { Answer, Command, CommandRequest, CommandServices } from './command.ts';
import { guildCommand } from './guild-command.ts';

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
  details: 'Without an option it shows the settings. With `remove` it takes away what is named.',
  audience: 'managers',
  isHeavy: false,
  typed: null,
  slash: {
    usage:
      'settings [mod_role:] [mod_channel:] [ignored_channel:] [ignored_role:] [ignored_member:] [prefix:] ' +
      '[opt_out_role:] [report_channel:] [remove:]',
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
        option.setName('opt_out_role').setDescription('A role that members take who do not want to be counted'),
      )
      .addChannelOption((option) =>
        option
          .setName('report_channel')
          .setDescription('Where Census reports of its own accord')
          .addChannelTypes(...writable),
      )
      .addBooleanOption((option) => option.setName('remove').setDescription('Take away what is named, not add it'))
      .toJSON(),
    isEphemeral: true,
  },
  answersWith: () => 'embed',
  run,
} as const satisfies Command;

async function run({ guildId, options }: CommandRequest, services: CommandServices): Promise<Answer> {
  const before = services.guilds.settings(guildId);
  const after = changedSettings(before, options, guildId);
  const ignored = options.get('ignored_member');
  if (after !== before) services.guilds.changeSettings(guildId, after);
  if (ignored !== undefined) {
    await services.collector.setIgnored(guildId, new Person(ignored), options.get('remove') !== 'true');
  }
  if (options.size > 0) await services.collector.flush();
  const guild = await services.guildCache.get(guildId);
  const embed = factsEmbed('Settings of Census', factsOf(after, services.collector.ignoredCount(guildId)));
  return [{ content: advice(after, guild).join('\n'), embeds: [embed] }];
}

function factsOf(current: GuildSettings, ignoredMembers: number): Readonly<Record<string, string>> {
  return {
    'Mod roles': list(current.modRoleIds, '@&', 'whoever has the permission Manage Server'),
    'Mod channels': list(current.modChannelIds, '#', 'none yet'),
    'Ignored channels': list(current.ignoredChannelIds, '#', 'none'),
    'Ignored roles': list(current.ignoredRoleIds, '@&', 'none'),
    'Ignored members': ignoredMembers === 0 ? 'none' : `${ignoredMembers}`,
    'Opt-out role': list(listed(current.optOutRoleId), '@&', 'none'),
    Prefix: code(current.prefix),
    'Report channel': list(listed(current.reportChannelId), '#', 'none'),
  };
}

function listed(id: Snowflake | null): readonly Snowflake[] {
  return id === null ? [] : [id];
}

const longestList = 40; // A field holds 1,024 characters.

function list(ids: readonly Snowflake[], kind: '#' | '@&', none: string): string {
  if (ids.length === 0) return none;
  const named = ids.slice(0, longestList).map((id) => `<${kind}${id}>`);
  const others = ids.length - named.length;
  return `${named.join(' ')}${others > 0 ? ` and ${others} more` : ''}`;
}

const mostAdvice = 12; // A message holds 2,000 characters.

/** What is still to be done, or better done otherwise. */
function advice(current: GuildSettings, guild: CachedGuild): readonly string[] {
  if (current.modChannelIds.length === 0) {
    return ['Next: choose where reports are given, with `/settings mod_channel:`. Until then Census only counts.'];
  }
  const example = code(`${current.prefix}report full all yesterday`);
  const lines = [`Moderators can ask in the mod channels: \`/report\`, or ${example}.`];
  for (const id of new Set([...current.modChannelIds, ...listed(current.reportChannelId)])) {
    const channel = guild.channels.get(id);
    if (channel === undefined) continue;
    const lacking = lackingPermissions(guild, channel);
    if (lacking.length > 0) lines.push(`In <#${id}> Census lacks: ${lacking.join(', ')}.`);
    if (isReadByEveryone(guild, channel)) lines.push(`Everyone in this server can read <#${id}>.`);
  }
  return lines.slice(0, mostAdvice);
}
