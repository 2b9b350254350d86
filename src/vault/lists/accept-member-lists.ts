import { VaultRefused } from '../../core/errors.ts';
import type { RandomBytes } from '../../core/random.ts';
import type { MemberListsState } from '../../store/records.ts';
import { wipeFile } from '../at-rest/private-files.ts';
import { mapVaultErrors } from '../at-rest/vault-faults.ts';
import { UnknownFormat } from '../at-rest/vault-format.ts';
import { MemberLists, memberListPaths } from './member-lists.ts';

/**
 * Accepts the lists of ignored and opted-out members as they are in the vault, even if the store knows others. Lists that
 * cannot be read are replaced by empty ones. The vault must be locked. Resolves to the state for the store to accept.
 *
 * @throws {StoreUnavailable} when the disk refuses.
 * @throws {UnknownFormat} when the lists have an unknown format.
 */
export function acceptMemberLists(directory: string, random: RandomBytes): Promise<MemberListsState | null> {
  const paths = memberListPaths(directory);
  const read = async () => {
    const lists = await MemberLists.open({ ...paths, known: null, random });
    const { state } = lists;
    await lists.close();
    return state;
  };
  return mapVaultErrors(async () => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof VaultRefused) || error instanceof UnknownFormat) throw error;
      await wipeFile(paths.path);
      await wipeFile(paths.keyPath);
      return read();
    }
  });
}
