import type { GuildSettings } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { inlineCode } from '../../render/quote.ts';
import { parseLinkDomain } from '../input/link-domain.ts';
import type { Options } from './command.ts';

/** What `/settings` has changed, one line per option. */
export function savedLines(
  { before, after }: { readonly before: GuildSettings; readonly after: GuildSettings },
  options: Options,
  isIgnoredChanged: boolean,
): readonly string[] {
  const isRemoval = options.get('remove') === 'true';
  return [...options].flatMap(([option, value]) => {
    if (option === 'prefix') return [prefixLine(before.prefix, after.prefix)];
    if (option === 'ignored_member') return [line('that member', 'ignored', isIgnoredChanged, !isRemoval)];
    if (option === 'link_domain') {
      const domain = parseLinkDomain(value);
      const isSet = after.linkDomains.includes(domain);
      const hasChanged = before.linkDomains.includes(domain) !== isSet;
      return [line(inlineCode(domain), 'a link domain', hasChanged, isSet)];
    }
    const setting = settings[option];
    if (setting === undefined) return [];
    const { noun, sign, idsOf } = setting;
    const isSet = idsOf(after).includes(value);
    return [line(`<${sign}${value}>`, noun, idsOf(before).includes(value) !== isSet, isSet)];
  });
}

interface ReferenceSetting {
  readonly noun: string;
  /** The character before the id in a mention. */
  readonly sign: '#' | '@&';
  idsOf(settings: GuildSettings): readonly (Snowflake | null)[];
}

const settings: Readonly<Record<string, ReferenceSetting>> = {
  mod_role: { noun: 'a mod role', sign: '@&', idsOf: ({ modRoleIds }) => modRoleIds },
  mod_channel: { noun: 'a mod channel', sign: '#', idsOf: ({ modChannelIds }) => modChannelIds },
  ignored_channel: { noun: 'an ignored channel', sign: '#', idsOf: ({ ignoredChannelIds }) => ignoredChannelIds },
  ignored_role: { noun: 'an ignored role', sign: '@&', idsOf: ({ ignoredRoleIds }) => ignoredRoleIds },
  opt_out_role: { noun: 'the opt-out role', sign: '@&', idsOf: ({ optOutRoleId }) => [optOutRoleId] },
  report_channel: { noun: 'the report channel', sign: '#', idsOf: ({ reportChannelId }) => [reportChannelId] },
};

function line(subject: string, noun: string, hasChanged: boolean, isSet: boolean): string {
  if (hasChanged) return `Saved: ${subject} is ${isSet ? 'now' : 'no longer'} ${noun}.`;
  return `Unchanged: ${subject} is ${isSet ? 'already' : 'not'} ${noun}.`;
}

function prefixLine(before: string, after: string): string {
  return before === after
    ? `Unchanged: the prefix is ${inlineCode(after)}.`
    : `Saved: the prefix is now ${inlineCode(after)}.`;
}
