import { UserError } from '../../core/errors.ts';
import { defaultGuildSettings, type GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { quoteInput } from '../../render/quote.ts';
import { parseLinkDomain } from '../input/link-domain.ts';
import type { Options } from './command.ts';

const lists = {
  mod_role: 'modRoleIds',
  mod_channel: 'modChannelIds',
  ignored_channel: 'ignoredChannelIds',
  ignored_role: 'ignoredRoleIds',
} as const;

/** The requirement for each option's role, which the @everyone role does not meet. */
const roles = {
  mod_role: 'only moderators have',
  ignored_role: 'some members do not have',
  opt_out_role: 'a member can take',
} as const;

const single = { opt_out_role: 'optOutRoleId', report_channel: 'reportChannelId' } as const;

/**
 * The settings after `/settings` with these options: named items are added, or removed with `remove`. Returns the same
 * object if nothing changes.
 *
 * @throws {UserError} for an invalid prefix or domain, too many domains, the @everyone role, or one role for both moderators
 * and opting out.
 */
export function changedSettings(settings: GuildSettings, options: Options, guildId: Snowflake): GuildSettings {
  const isRemoval = options.get('remove') === 'true';
  for (const [option, expected] of Object.entries(roles)) {
    if (options.get(option) === guildId && !isRemoval) {
      throw new UserError(`Expected a role that ${expected}, but got the role of everyone.`);
    }
  }
  let changed = settings;
  for (const [option, key] of Object.entries(lists)) {
    const id = options.get(option);
    if (id === undefined || settings[key].includes(id) !== isRemoval) continue;
    changed = { ...changed, [key]: isRemoval ? settings[key].filter((known) => known !== id) : [...settings[key], id] };
  }
  for (const [option, key] of Object.entries(single)) {
    const id = options.get(option);
    if (id === undefined || (settings[key] === id) !== isRemoval) continue;
    changed = { ...changed, [key]: isRemoval ? null : id };
  }
  if (changed !== settings && changed.modRoleIds.includes(changed.optOutRoleId ?? '')) {
    throw new UserError('Expected different roles for moderators and for opting out, but got the same one.');
  }
  changed = withLinkDomain(changed, options.get('link_domain'), isRemoval);
  const given = options.get('prefix');
  if (given === undefined) return changed;
  const prefix = isRemoval ? defaultGuildSettings.prefix : checkedPrefix(given);
  return prefix === settings.prefix ? changed : { ...changed, prefix };
}

function withLinkDomain(settings: GuildSettings, given: string | undefined, isRemoval: boolean): GuildSettings {
  if (given === undefined) return settings;
  const { linkDomains } = settings;
  const domain = parseLinkDomain(given);
  if (linkDomains.includes(domain) !== isRemoval) return settings;
  if (isRemoval) return { ...settings, linkDomains: linkDomains.filter((known) => known !== domain) };
  if (linkDomains.length < mostLinkDomains) return { ...settings, linkDomains: [...linkDomains, domain] };
  throw new UserError(`Expected at most ${mostLinkDomains} link domains. Take one away first, with \`remove:\`.`);
}

/** How many domains the settings may name. */
const mostLinkDomains = 20;

function checkedPrefix(prefix: string): string {
  if (/^[^\s\p{C}/<`]\P{C}{0,4}$/u.test(prefix) && !/\s/.test(prefix)) return prefix;
  throw new UserError(
    `Expected a prefix of 1 to 5 characters without spaces that does not begin with \`/\` or \`<\`, but got ${quoteInput(prefix)}.`,
  );
}
