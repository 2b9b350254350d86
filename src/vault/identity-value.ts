import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Salt } from './at-rest/salt-file.ts';
import { saltedGuild } from './salted-hash.ts';

/** What is kept with the hash of a person: the number that the person has, and in which guild. As a number of six bytes. */
export function packIdentity(number: MemberNumber, guild: number): number {
  return guild * numbers + number;
}

export function numberIn(packed: number): MemberNumber {
  return packed % numbers;
}

/** The guild as nobody without the salt can recognise it, in three bytes. */
export function guildOfIdentities(key: Salt['key'], guildId: Snowflake): number {
  return saltedGuild(key, 'identity guild', guildId) % guilds;
}

/** Says of what is kept whether it is of one of these guilds. */
export function isIdentityIn(key: Salt['key'], guildIds: readonly Snowflake[]): (packed: number) => boolean {
  const known = new Set(guildIds.map((guildId) => guildOfIdentities(key, guildId)));
  return (packed) => known.has(Math.floor(packed / numbers));
}

/** A column blob has no room for more. */
const numbers = 2 ** 24;
const guilds = 2 ** 24;
