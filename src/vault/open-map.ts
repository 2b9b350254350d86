import { IdentityMap } from './identity-map.ts';
import type { Salt } from './salt-file.ts';
import { saltedHash } from './salted-hash.ts';
import { VaultRefused } from './vault-refused.ts';

/**
 * Opens the identity map of a salt, or makes one.
 *
 * @throws {VaultRefused} when the map that is there belongs to another month or another salt.
 */
export function openMap(path: string, { month, key }: Salt): IdentityMap {
  const map = new IdentityMap(path);
  const saltCheck = saltedHash(key, '0', '0', 'map\x01');
  const { stamp } = map;
  if (stamp === undefined) map.setStamp({ month, saltCheck });
  else if (stamp.month !== month || !saltCheck.equals(stamp.saltCheck)) {
    map.close();
    throw new VaultRefused(foreignMessage);
  }
  return map;
}

const foreignMessage =
  'vault/identity.db does not belong to vault/salt: one of them was put back or changed. Move vault/identity.db away ' +
  'and start again; the month is gone on with under new tokens, and its reports say so.';
