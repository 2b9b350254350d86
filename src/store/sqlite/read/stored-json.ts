import {
  defaultGuildSettings,
  digestGrains,
  type GuildSettings,
  noticeKinds,
  pictureColours,
  scheduledEventChoices,
} from '../../../core/guild-settings.ts';
import { type Language, languages } from '../../../core/locality/language.ts';
import { timezoneNamed } from '../../../core/locality/timezone.ts';
import type { KeptReport } from '../../../core/report.ts';
import {
  dictionary,
  either,
  integer,
  leaf,
  list,
  matching,
  nullable,
  type Of,
  record,
  type Shape,
} from '../../../core/shape.ts';
import { isSnowflake, type Snowflake } from '../../../core/snowflake.ts';
import { type MissedPost, type MissedReason, missedReasons } from '../../post-store.ts';

/**
 * Reads the settings of a guild. A missing or invalid setting gets its default, and all others stay: an invalid prefix
 * must not cause an ignored role to be counted.
 */
export function readSettings(json: string): { readonly settings: GuildSettings; readonly isWhole: boolean } {
  const row = parsed(json);
  const given = Object.entries(Object(row) as object).filter(([name]) => Object.hasOwn(settingShapes, name));
  const good = given.filter(([name, value]) => settingShapes[name as keyof GuildSettings].faultIn(value) === null);
  return {
    settings: { ...defaultGuildSettings, ...Object.fromEntries(good) },
    isWhole: anObject.faultIn(row) === null && good.length === given.length,
  };
}

/** Reads ascending sequence numbers above `sequence`. Null if invalid; the session then cannot be resumed. */
export function readCountedAbove(json: string, sequence: number): readonly number[] | null {
  const numbers = parsed(json);
  if (!has(list(integer(sequence + 1, sequence + furthestAhead)), numbers)) return null;
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)) ? numbers : null;
}

/** Reads the report of a pruned month. Null if any of it is invalid. */
export function readKeptReport(json: string): KeptReport | null {
  const row = parsed(json);
  return has(keptReport, row) ? row : null;
}

/** Reads the periods without a post. None if any of it is invalid: they are only told. */
export function readMissedPosts(json: string): readonly MissedPost[] {
  const missed = parsed(json);
  return has(missedPosts, missed) ? missed : [];
}

/**
 * All numbers in between are visited one by one. The gateway never delivers one further ahead (`furthestSkip` in
 * `gateway/connection/shard.ts`).
 */
const furthestAhead = 10_000_000;

const snowflake = leaf<Snowflake>(isSnowflake);

const settingShapes: { readonly [Name in keyof GuildSettings]: Shape<GuildSettings[Name]> } = {
  prefix: matching(/^[^\s\p{C}]\P{C}{0,4}$/u),
  modRoleIds: list(snowflake),
  modChannelIds: list(snowflake),
  ignoredChannelIds: list(snowflake),
  ignoredRoleIds: list(snowflake),
  optOutRoleId: nullable(snowflake),
  reportChannelId: nullable(snowflake),
  linkDomains: list(matching(/^[a-z0-9.-]{1,64}$/)),
  backfillFromMonth: nullable(integer(2_000 * 12, 10_000 * 12)),
  pictures: leaf((value) => pictureColours.some((colours) => colours === value)),
  digest: leaf((value) => digestGrains.some((grain) => grain === value)),
  digestHour: integer(0, 23),
  digestChannelId: nullable(snowflake),
  scheduledEvents: leaf((value) => scheduledEventChoices.some((choice) => choice === value)),
  noticesOff: list(leaf((value) => noticeKinds.some((kind) => kind === value))),
  timezone: leaf((value) => typeof value === 'string' && timezoneNamed(value) !== null),
  language: nullable(leaf<Language>((value) => languages.some((language) => language === value))),
};

const anObject = record({});

const measure = leaf<number>((value) => Number.isFinite(value) && Number(value) >= 0);

const keptReport = dictionary(
  either((value) => typeof value === 'number', measure, record({ notKnown: matching(/^[a-zA-Z]{1,40}$/) })),
);

const missedPosts = list(
  record({
    from: integer(0, Number.MAX_SAFE_INTEGER),
    to: integer(0, Number.MAX_SAFE_INTEGER),
    why: leaf<MissedReason>((value) => missedReasons.some((reason) => reason === value)),
  }),
);

/** Undefined for invalid JSON. No shape accepts it. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // The caller handles the fault. The content must not be logged.
  }
}

function has<S extends Shape<unknown>>(shape: S, value: unknown): value is Of<S> {
  return shape.faultIn(value) === null;
}
