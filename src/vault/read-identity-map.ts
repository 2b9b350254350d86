import type { Snowflake } from '../core/snowflake.ts';
import type { PeopleStore, PersonRecord } from '../store/people-store.ts';
import type { Salt } from './at-rest/salt-file.ts';
import { isCohortIn } from './cohorts/cohort-counts.ts';
import { IdentityMap } from './identity-map.ts';
import { isIdentityIn } from './identity-value.ts';
import { keyCheckOf } from './salted-hash.ts';

/**
 * The people of the month that a salt was drawn for. With `guildIds` the numbers of people in other guilds are forgotten: those
 * guilds were given to another lane, which may seal the month earlier, and where nobody could find whom to erase.
 *
 * @throws {VaultRefused} when what rests is of another month or salt.
 * @throws {StoreUnavailable} when it is damaged, or the disk refuses.
 */
export async function readIdentityMap(
  people: Pick<PeopleStore, 'readPeople'>,
  { month, key }: Salt,
  guildIds: readonly Snowflake[] | null = null,
): Promise<IdentityMap> {
  const map = new IdentityMap();
  const isIn = guildIds === null ? () => true : isIdentityIn(key, guildIds);
  const isOfGuild = guildIds === null ? () => true : isCohortIn(key, guildIds);
  const isKept = ({ kind, value, hash }: PersonRecord) =>
    kind === 'identity' ? isIn(value) : kind !== 'cohort' || isOfGuild(hash);
  await people.readPeople({ month, keyCheck: keyCheckOf(key) }, (record) => map.load(record), isKept);
  return map;
}
