import type { GuildSettings } from '../../core/guild-settings.ts';
import { ownNameOf } from '../../render/locales/languages.ts';
import { inlineCode } from '../../render/quote.ts';
import type { Words } from '../../render/words.ts';
import { parseLinkDomain } from '../input/link-domain.ts';
import type { Options } from './command.ts';
import { noticesText } from './notice-choices.ts';

/** What `/settings` has changed, one line per option. */
export function savedLines(
  { before, after }: { readonly before: GuildSettings; readonly after: GuildSettings },
  options: Options,
  isIgnoredChanged: boolean,
  words: Words,
): readonly string[] {
  const isRemoval = options.get('remove') === 'true';
  return [...options].flatMap(([option, value]) => {
    if (option === 'prefix') {
      const outcome = before.prefix === after.prefix ? 'already' : 'set';
      return [words.say('settings.saved.prefix', { outcome, item: inlineCode(after.prefix) })];
    }
    if (option === 'digest') {
      const outcome = before.digest === after.digest ? 'already' : 'set';
      return [words.say('settings.saved.digest', { outcome, grain: after.digest })];
    }
    if (option === 'digest_hour') {
      const outcome = before.digestHour === after.digestHour ? 'already' : 'set';
      return [words.say('settings.saved.digest_hour', { outcome, hour: words.time(after.digestHour) })];
    }
    if (option === 'scheduled_events') {
      const outcome = before.scheduledEvents === after.scheduledEvents ? 'already' : 'set';
      return [words.say('settings.saved.scheduled_events', { outcome, choice: after.scheduledEvents })];
    }
    if (option === 'notices') {
      const outcome = before.noticesOff === after.noticesOff ? 'already' : 'set';
      return [words.say('settings.saved.notices', { outcome, notices: noticesText(after.noticesOff, words) })];
    }
    if (option === 'timezone') {
      const outcome = before.timezone === after.timezone ? 'already' : 'set';
      return [words.say('settings.saved.timezone', { outcome, item: after.timezone })];
    }
    if (option === 'language') {
      const outcome = before.language === after.language ? 'already' : 'set';
      return [words.say('settings.saved.language', { outcome, item: languageText(after, words) })];
    }
    if (option === 'ignored_member') {
      return [words.say('settings.saved.ignored_member', { outcome: outcomeOf(isIgnoredChanged, !isRemoval) })];
    }
    if (option === 'backfill') {
      const outcome = outcomeOf(before.backfillFromMonth !== after.backfillFromMonth, after.backfillFromMonth !== null);
      return [words.say('settings.saved.backfill', { outcome, count: isRemoval ? 0 : Number(value) })];
    }
    if (!isListed(option)) return [];
    const { itemOf, isIn } = settings[option];
    const isSet = isIn(after, value);
    const outcome = outcomeOf(isIn(before, value) !== isSet, isSet);
    return [words.say(`settings.saved.${option}`, { outcome, item: itemOf(value) })];
  });
}

/** The language of a guild's posts, by its own name. */
export function languageText({ language }: Pick<GuildSettings, 'language'>, words: Words): string {
  return words.say('settings.language', {
    choice: language === null ? 'auto' : 'chosen',
    name: ownNameOf(language ?? 'en-US'),
  });
}

function outcomeOf(hasChanged: boolean, isSet: boolean): 'set' | 'removed' | 'already' | 'not' {
  if (hasChanged) return isSet ? 'set' : 'removed';
  return isSet ? 'already' : 'not';
}

interface Setting {
  /** The value as the answer names it. */
  itemOf(value: string): string;
  isIn(settings: GuildSettings, value: string): boolean;
}

const channel = (id: string) => `<#${id}>`;
const role = (id: string) => `<@&${id}>`;

const settings = {
  mod_role: { itemOf: role, isIn: ({ modRoleIds }, id) => modRoleIds.includes(id) },
  mod_channel: { itemOf: channel, isIn: ({ modChannelIds }, id) => modChannelIds.includes(id) },
  ignored_channel: { itemOf: channel, isIn: ({ ignoredChannelIds }, id) => ignoredChannelIds.includes(id) },
  ignored_role: { itemOf: role, isIn: ({ ignoredRoleIds }, id) => ignoredRoleIds.includes(id) },
  opt_out_role: { itemOf: role, isIn: ({ optOutRoleId }, id) => optOutRoleId === id },
  pictures: { itemOf: (colours) => colours, isIn: ({ pictures }, colours) => pictures === colours },
  report_channel: { itemOf: channel, isIn: ({ reportChannelId }, id) => reportChannelId === id },
  digest_channel: { itemOf: channel, isIn: ({ digestChannelId }, id) => digestChannelId === id },
  link_domain: {
    itemOf: (domain) => inlineCode(parseLinkDomain(domain)),
    isIn: ({ linkDomains }, domain) => linkDomains.includes(parseLinkDomain(domain)),
  },
} as const satisfies Readonly<Record<string, Setting>>;

function isListed(option: string): option is keyof typeof settings {
  return option in settings;
}
