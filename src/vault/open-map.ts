import { IdentityMap } from './identity-map.ts';
import type { Salt } from './salt-file.ts';
import { saltedHash } from './salted-hash.ts';
import { VaultRefused } from './vault-refused.ts';

/**
 * Opens the identity map of a salt, or makes one.
 *
 * @throws {VaultRefused} when the map that is there belongs to another month or another salt.
 */
export function openMap(path: string, salt: Salt): IdentityMap {
  const map = new IdentityMap(path);
  try {
    claim(map, salt);
    return map;
  } catch (error) {
    map.close();
    throw error;
  }
}

function claim(map: IdentityMap, { month, key }: Salt): void {
  const saltCheck = saltedHash(key, '0', '0', 'map\x01');
  const { stamp } = map;
  if (stamp === undefined) map.setStamp({ month, saltCheck });
  else if (stamp.month !== month || !saltCheck.equals(stamp.saltCheck)) throw new VaultRefused(foreignMessage);
}

const foreignMessage =
  'vault/identity.db does not belong to vault/salt: one of them was put back or changed. Move vault/identity.db away ' +
  'and start again; the month is gone on with under new tokens, and its reports say so.';
