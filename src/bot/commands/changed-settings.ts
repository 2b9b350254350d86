import {
  defaultGuildSettings,
  digestGrains,
  type GuildSettings,
  pictureColours,
  scheduledEventChoices,
} from '../../core/guild-settings.ts';
import { type Language, languages } from '../../core/locality/language.ts';
import { timezoneNamed } from '../../core/locality/timezone.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { monthOf } from '../../core/time.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { parseLinkDomain } from '../input/link-domain.ts';
import type { Options } from './command.ts';
import { withNoticeChoice } from './notice-choices.ts';

const lists = {
  mod_role: 'modRoleIds',
  mod_channel: 'modChannelIds',
  ignored_channel: 'ignoredChannelIds',
  ignored_role: 'ignoredRoleIds',
} as const;

const roles = ['mod_role', 'ignored_role', 'opt_out_role'] as const;

const single = {
  opt_out_role: 'optOutRoleId',
  report_channel: 'reportChannelId',
  digest_channel: 'digestChannelId',
} as const;

/**
 * The settings after `/settings` with these options: named items are added, or removed with `remove`. Returns the same
 * object if nothing changes.
 *
 * @throws {Mistake} for an invalid prefix, domain, time zone or number of months, too many domains, the @everyone role, or one role for both moderators
 * and opting out.
 */
export function changedSettings(
  settings: GuildSettings,
  options: Options,
  guildId: Snowflake,
  nowMs: number,
): GuildSettings {
  const isRemoval = options.get('remove') === 'true';
  for (const option of roles) {
    // The @everyone role has the id of the guild.
    if (options.get(option) === guildId && !isRemoval) throw new Mistake(`settings.everyone.${option}`);
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
    throw new Mistake('settings.sameRole');
  }
  changed = withLinkDomain(changed, options.get('link_domain'), isRemoval);
  changed = withBackfill(changed, options.get('backfill'), isRemoval, nowMs);
  changed = withChoice(changed, 'pictures', choiceOf(pictureColours, options.get('pictures')), isRemoval);
  changed = withChoice(changed, 'digest', choiceOf(digestGrains, options.get('digest')), isRemoval);
  changed = withChoice(changed, 'digestHour', hourIn(options.get('digest_hour')), isRemoval);
  const scheduledEvents = choiceOf(scheduledEventChoices, options.get('scheduled_events'));
  changed = withChoice(changed, 'scheduledEvents', scheduledEvents, isRemoval);
  changed = withNoticeChoice(changed, options.get('notices'), isRemoval);
  changed = withChoice(changed, 'timezone', timezoneIn(options.get('timezone')), isRemoval);
  changed = withChoice(changed, 'language', languageIn(options.get('language')), isRemoval);
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
  throw new Mistake('settings.tooManyDomains', { count: mostLinkDomains });
}

function choiceOf<Choice extends string>(choices: readonly Choice[], given: string | undefined): Choice | undefined {
  return choices.find((choice) => choice === given);
}

function hourIn(given: string | undefined): number | undefined {
  return /^([01]?\d|2[0-3])$/.test(given ?? '') ? Number(given) : undefined;
}

function timezoneIn(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const timezone = timezoneNamed(given);
  if (timezone === null) throw new Mistake('settings.badTimezone', { given: quoteInput(given) });
  return timezone;
}

/** Null for `auto`. */
function languageIn(given: string | undefined): Language | null | undefined {
  return given === 'auto' ? null : choiceOf(languages, given);
}

/** A choice that is removed leaves the default. */
function withChoice<Key extends 'pictures' | 'digest' | 'digestHour' | 'scheduledEvents' | 'timezone' | 'language'>(
  settings: GuildSettings,
  key: Key,
  given: GuildSettings[Key] | undefined,
  isRemoval: boolean,
): GuildSettings {
  if (given === undefined || (settings[key] === given) !== isRemoval) return settings;
  const chosen = isRemoval ? defaultGuildSettings[key] : given;
  return chosen === settings[key] ? settings : { ...settings, [key]: chosen };
}

/** How many domains the settings may name. */
const mostLinkDomains = 20;

function withBackfill(
  settings: GuildSettings,
  given: string | undefined,
  isRemoval: boolean,
  nowMs: number,
): GuildSettings {
  if (given === undefined) return settings;
  const months = Number(given);
  const isOffered = /^\d{1,3}$/.test(given) && months >= 1 && months <= mostBackfillMonths;
  if (!isOffered && !isRemoval)
    throw new Mistake('settings.badBackfill', { given: quoteInput(given), most: mostBackfillMonths });
  const backfillFromMonth = isRemoval ? null : monthOf(nowMs) - months;
  return backfillFromMonth === settings.backfillFromMonth ? settings : { ...settings, backfillFromMonth };
}

/** Discord is not older by much. */
const mostBackfillMonths = 150;

function checkedPrefix(prefix: string): string {
  if (/^[^\s\p{C}/<`]\P{C}{0,4}$/u.test(prefix) && !/\s/.test(prefix)) return prefix;
  throw new Mistake('settings.badPrefix', { given: quoteInput(prefix) });
}
