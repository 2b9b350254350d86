import type { RandomBytes } from '../core/random.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { StoreReader } from '../store/store-reader.ts';
import { laneFiles, lanesInVault } from './at-rest/lane-files.ts';
import { wipeFile } from './at-rest/private-files.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { LaneVault } from './lane-vault.ts';
import { MemberLists, memberListPaths } from './lists/member-lists.ts';
import type { MonthVault } from './month-vault.ts';
import { newDatabase, refuseEmptyDatabase } from './new-database.ts';

export interface VaultOptions {
  /** The directory of the vault. It must be locked, see `lockVault`. */
  readonly directory: string;
  readonly lanes: Pick<StoreReader, 'lanes' | 'memberLists'>;
  readonly random: RandomBytes;
}

/** The vault of an installation: the two lists, and the people of each lane. */
export interface OpenedVault {
  /** How the vault and the store contradict each other, and what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
  /** The vault of one lane, whose people are in `store`. Nothing of it has been read yet. */
  lane(store: Pick<LaneStore, 'lane' | 'readPeople' | 'erasePerson' | 'forgetErasures'>): MonthVault;
  /** Destroys what is left of lanes that no longer exist, with `lanes` the current number: nothing closes their months. */
  destroyOthers(lanes: number): Promise<void>;
  /** Waits for pending writes. */
  close(): Promise<void>;
}

/**
 * Opens the vault: the lists of ignored and opted-out members, and nothing of a lane yet. Refuses an empty store beside a
 * vault that holds people.
 *
 * @throws {VaultRefused} when the vault contradicts the store.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export function openVault({ directory, lanes: store, random }: VaultOptions): Promise<OpenedVault> {
  return mapVaultErrors(async () => {
    const lanes = await store.lanes();
    const known = await store.memberLists();
    const lists = await MemberLists.open({ ...memberListPaths(directory), known, random });
    try {
      await refuseEmptyDatabase(lanes, directory);
      await destroyOthers(directory, lanes.length);
    } catch (error) {
      await lists.close();
      throw error;
    }
    const fresh = newDatabase(lanes, lists.state);
    return {
      warnings: fresh === null ? [] : [fresh],
      lane: (store) => new LaneVault({ saltPath: laneFiles(directory, store.lane).salt, store, lists, random }),
      destroyOthers: (count) => mapVaultErrors(() => destroyOthers(directory, count)),
      close: () => lists.close(),
    };
  });
}

async function destroyOthers(directory: string, lanes: number): Promise<void> {
  for (const lane of lanesInVault(directory)) {
    if (lane < lanes) continue;
    const { salt, identities } = laneFiles(directory, lane);
    await wipeFile(salt); // First: without it ids cannot be matched to hashes.
    await wipeFile(identities);
  }
}
