import { UserError } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** A guild, by the id or name that an operator may give. */
export interface CalledGuild {
  readonly id: Snowflake;
  readonly name: string;
}

/**
 * The known guild with this id or name, ignoring case; null if there is none. An id takes precedence over a name that
 * is the same.
 *
 * @throws {UserError} if several guilds have the name, or the name is empty.
 */
export function calledGuild<Guild extends CalledGuild>(known: readonly Guild[], wanted: string): Guild | null {
  if (wanted.trim() === '') throw new UserError('--guild: expected an id or a name, got nothing');
  const byId = known.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const called = known.filter((guild) => isCalled(guild, wanted));
  if (called.length > 1) {
    throw new UserError(`--guild: several servers have that name, expected an id: ${listedGuilds(called)}`);
  }
  return called[0] ?? null;
}

export function isCalled({ name }: CalledGuild, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

/** `1 Kitchen, 2 Garden`, for the sentence that lists the choices. */
export function listedGuilds(known: readonly CalledGuild[]): string {
  return known.map(({ id, name }) => `${id} ${name}`).join(', ') || 'none yet';
}
