import { defaultGuildSettings, type GuildSettings } from '../../../core/guild-settings.ts';
import type { ReportRow } from '../../../core/report.ts';
import { integer, leaf, list, matching, nullable, type Of, record, type Shape, text } from '../../../core/shape.ts';
import { isSnowflake, type Snowflake } from '../../../core/snowflake.ts';

/**
 * The settings of a guild as its row has them; what the row does not have is as by default. So is what cannot be read, and
 * all else stays: an ignored role must not be counted for the sake of a prefix.
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

/** Sequence numbers above `sequence`, ascending; null for what is none, so that its session cannot be resumed. */
export function readCountedAbove(json: string, sequence: number): readonly number[] | null {
  const numbers = parsed(json);
  if (!has(list(integer(sequence + 1, sequence + furthestAhead)), numbers)) return null;
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)) ? numbers : null;
}

/** The row of a report that is kept of a month; null for what is no whole row: a missing number must not be taken for 0. */
export function readReportRow(json: string): ReportRow | null {
  const row = parsed(json);
  return has(reportRow, row) ? row : null;
}

/** All between is looked at one by one. What is further ahead was never handed on (`furthestSkip` in discord/shard.ts). */
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
};

const anObject = record({});

const whole = integer(0, Number.MAX_SAFE_INTEGER);
const measure = leaf<number>((value) => Number.isFinite(value) && Number(value) >= 0);

const reportRow = record({
  label: text(1_000),
  totalUsers: nullable(whole),
  activeUsers: whole,
  voiceUsers: whole,
  joins: nullable(whole),
  parts: nullable(whole),
  messages: whole,
  messagesPerUser: measure,
  messagesPerUserStdev: measure,
  voiceSeconds: whole,
  voiceHours: measure,
  voiceHoursPerUser: measure,
  voiceHoursPerUserStdev: measure,
});

/** Undefined for what is no JSON, which no shape accepts. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // The caller says what it does without; what stands there is nobody's business.
  }
}

function has<S extends Shape<unknown>>(shape: S, value: unknown): value is Of<S> {
  return shape.faultIn(value) === null;
}
