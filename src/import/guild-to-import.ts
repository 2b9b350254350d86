import { UserError } from '../core/errors.ts';
import { defaultGuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Guild } from '../store/records.ts';
import { calledGuild, isCalled, listedGuilds } from './called-guilds.ts';

export interface GuildWish {
  /** An id or a name; null if none was given. */
  readonly wanted: string | null;
  /** The guild that the files name; null if they name none. */
  readonly own: { readonly id: Snowflake; readonly name: string } | null;
  /** The name of a new guild, if nothing else names it. */
  readonly fileName: string;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/**
 * The guild to import months into: a known or a new one.
 *
 * @throws {UserError} if it is ambiguous, or the files are of another guild.
 */
export function guildToImport(known: readonly Guild[], wish: GuildWish): Guild {
  const { wanted, own, fileName, nowMs } = wish;
  if (own !== null) {
    if (wanted !== null && wanted !== own.id && !isCalled(own, wanted)) {
      throw new UserError(`The files are of ${own.id} ${own.name}: leave --guild out, or give that server`);
    }
    return known.find(({ id }) => id === own.id) ?? newGuild(own.id, own.name || own.id, nowMs);
  }
  if (wanted === null) {
    const [only, ...more] = known;
    if (more.length > 0)
      throw new UserError(`There are several servers. Choose one with --guild: ${listedGuilds(known)}`);
    return only ?? newGuild(syntheticId([]), fileName, nowMs);
  }
  const called = calledGuild(known, wanted);
  if (called !== null) return called;
  if (!/^\d+$/.test(wanted)) return newGuild(syntheticId(known.map(({ id }) => id)), wanted, nowMs);
  if (wanted.length < snowflakeDigits || wanted.length > 20) {
    throw new UserError(`--guild: expected an id of Discord's, a name, or one of ${listedGuilds(known)}`);
  }
  return newGuild(wanted, wanted, nowMs);
}

/** Joined and left at the same instant: Census has never been in it. Once it is, the time before is a gap. */
function newGuild(id: Snowflake, name: string, nowMs: number): Guild {
  return {
    id,
    name,
    settings: defaultGuildSettings,
    afkChannelId: null,
    headcount: 0,
    firstConnectedMs: nowMs,
    leftMs: nowMs,
    wasGreeted: false,
    catchUpFromMs: nowMs,
  };
}

/** The minimum number of digits of Discord's ids. */
export const snowflakeDigits = 17;

/** An id for something without a Discord id: an unused number that is too small to be one of Discord's. */
export function syntheticId(taken: Iterable<Snowflake>): Snowflake {
  const small = Array.from(taken).filter((id) => id.length < snowflakeDigits);
  return String(Math.max(0, ...small.map(Number)) + 1);
}
