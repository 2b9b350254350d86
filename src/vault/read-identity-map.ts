import type { PeopleStore } from '../store/people-store.ts';
import { IdentityMap } from './identity-map.ts';
import type { Salt } from './salt-file.ts';
import { keyCheckOf } from './salted-hash.ts';

/**
 * The people of the month that a salt was drawn for.
 *
 * @throws {VaultRefused} when what rests is of another month or salt.
 * @throws {StoreUnavailable} when it is damaged, or the disk refuses.
 */
export async function readIdentityMap(people: Pick<PeopleStore, 'readPeople'>, salt: Salt): Promise<IdentityMap> {
  const map = new IdentityMap();
  await people.readPeople({ month: salt.month, keyCheck: keyCheckOf(salt.key) }, (record) => map.load(record));
  return map;
}
