import { join } from 'node:path';
import type { RandomBytes } from '../core/random.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { StoreReader } from '../store/store-reader.ts';
import { laneFiles, lanesInVault } from './at-rest/lane-files.ts';
import { mapVaultErrors } from './at-rest/vault-faults.ts';
import { wipeFile } from './at-rest/wipe-file.ts';
import { LaneVault } from './lane-vault.ts';
import { MemberLists } from './lists/member-lists.ts';
import type { MonthVault } from './month-vault.ts';
import { newDatabase, refuseEmptyDatabase } from './new-database.ts';

export interface VaultOptions {
  /** It must be locked, see {@link lockVault}. */
  readonly directory: string;
  readonly lanes: Pick<StoreReader, 'lanes' | 'memberLists'>;
  readonly random: RandomBytes;
}

/** The vault of an installation: one pair of lists, and in each lane who is who. */
export interface OpenedVault {
  /** Where the vault and the store contradict each other, what was done about it. One sentence each, for the log. */
  readonly warnings: readonly string[];
  /** That of one lane, whose people rest in `store`; nothing of it is read yet. */
  lane(store: Pick<LaneStore, 'lane' | 'readPeople' | 'erasePerson' | 'forgetErasures'>): MonthVault;
  /** Destroys what is left of lanes that are no more, where there are so many: nobody closes their months. */
  destroyOthers(lanes: number): Promise<void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/**
 * Opens the vault: the lists of those who are not counted, and nothing of a lane yet. An empty store beside a vault that knows
 * people is refused.
 *
 * @throws {VaultRefused} when the vault contradicts the store.
 * @throws {StoreUnavailable} when the disk refuses.
 */
export function openVault({ directory, lanes: store, random }: VaultOptions): Promise<OpenedVault> {
  return mapVaultErrors(async () => {
    const lanes = await store.lanes();
    const known = await store.memberLists();
    const paths = { path: join(directory, 'optout.db'), keyPath: join(directory, 'optout.key') };
    const lists = await MemberLists.open({ ...paths, known, random });
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
    await wipeFile(salt); // First: from then on no hash can be tried.
    await wipeFile(identities);
  }
}
