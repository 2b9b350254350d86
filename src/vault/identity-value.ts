import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Salt } from './at-rest/salt-file.ts';
import { saltedGuild } from './salted-hash.ts';

/** Packs what is stored with the hash of a person, the member number and the guild, into a whole number of six bytes. */
export function packIdentity(number: MemberNumber, guild: number): number {
  return guild * numbers + number;
}

export function numberIn(packed: number): MemberNumber {
  return packed % numbers;
}

/** A salted hash of the guild, of three bytes. Without the salt the guild cannot be recognised. */
export function guildOfIdentities(key: Salt['key'], guildId: Snowflake): number {
  return saltedGuild(key, 'identity guild', guildId) % guilds;
}

/** Returns a test whether a packed identity belongs to one of these guilds. */
export function isIdentityIn(key: Salt['key'], guildIds: readonly Snowflake[]): (packed: number) => boolean {
  const known = new Set(guildIds.map((guildId) => guildOfIdentities(key, guildId)));
  return (packed) => known.has(Math.floor(packed / numbers));
}

/** The number of member numbers that a column blob can hold. */
const numbers = 2 ** 24;
const guilds = 2 ** 24;
