import { existsSync } from 'node:fs';
import { VaultRefused } from '../core/errors.ts';
import type { MemberListsState } from '../store/records.ts';
import type { LaneState } from '../store/store-reader.ts';
import { laneFiles, lanesInVault } from './at-rest/lane-files.ts';
import { peopleMigrations } from './at-rest/people-file.ts';
import { FileDamaged, RecordFile } from './at-rest/record-file.ts';

/**
 * Refuses an empty database beside a vault that holds people. The right database was lost or replaced, and the first count
 * would destroy the hashes that belong to it.
 *
 * @throws {VaultRefused} when the database is empty and the vault is not. The message names both ways out.
 */
export async function refuseEmptyDatabase(lanes: readonly LaneState[], directory: string): Promise<void> {
  if (lanes.some(hasBegun)) return;
  for (const lane of lanesInVault(directory)) {
    const { identities } = laneFiles(directory, lane);
    if (existsSync(identities) && (await mayKnowPeople(identities))) throw new VaultRefused(emptyMessage);
  }
}

/** True for a damaged map too, because what it holds must not be destroyed either. */
async function mayKnowPeople(identityPath: string): Promise<boolean> {
  try {
    const file = await RecordFile.open(identityPath, peopleMigrations);
    let people = 0;
    const count = () =>
      file.read((record) => {
        if (record === 'torn' || record.kind === 'identity') people += 1;
      });
    await count().finally(() => file.close());
    return people > 0;
  } catch (error) {
    if (error instanceof FileDamaged) return true;
    throw error;
  }
}

const emptyMessage =
  'The database is empty, but the vault has people who were counted: census.db was lost or replaced. Restore the right ' +
  'one, or a backup (npm run restore). To start over, move the files whose names begin with salt and identity out of ' +
  'vault (keep the other files).';

/** A warning if the database is new but the lists have members of an earlier one; otherwise null. */
export function newDatabase(lanes: readonly LaneState[], lists: MemberListsState | null): string | null {
  if (lanes.some(hasBegun) || lists === null || lists.entries === 0) return null;
  return (
    'The database is new, but the vault has a list of members who are not counted: census.db was lost or moved. The list ' +
    'applies to the new database too. If this is a mistake, stop Census and restore census.db, or a backup (npm run restore).'
  );
}

function hasBegun({ openMonth, rotation }: LaneState): boolean {
  return openMonth !== null || rotation !== null;
}
