import { existsSync } from 'node:fs';
import { VaultRefused } from '../core/errors.ts';
import type { MemberListsState } from '../store/records/member-lists-state.ts';
import type { LaneState } from '../store/store-reader.ts';
import { laneFiles, lanesInVault } from './at-rest/lane-files.ts';
import { peopleMigrations } from './at-rest/people-file.ts';
import { FileDamaged, RecordFile } from './at-rest/record-file.ts';

/**
 * Refuses an empty database beside a vault that knows people: it was lost, or another was put in its place, and with the
 * first count the hashes that belong to the right one would be destroyed.
 *
 * @throws {VaultRefused} that says both ways out.
 */
export async function refuseEmptyDatabase(lanes: readonly LaneState[], directory: string): Promise<void> {
  if (lanes.some(hasBegun)) return;
  for (const lane of lanesInVault(directory)) {
    const { identities } = laneFiles(directory, lane);
    if (existsSync(identities) && (await mayKnowPeople(identities))) throw new VaultRefused(emptyMessage);
  }
}

/** A damaged map may: what it knew is not to be destroyed either. */
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
  'The database is empty, but the vault knows people who were counted: census.db was lost, or is not the right one. Put ' +
  'the right one back, or a backup (npm run restore). To start over, move the files whose names begin with salt and ' +
  'identity away from vault (keep the other files).';

/** What to say where the database is new and members are on the lists, whom an earlier one knew; else null. */
export function newDatabase(lanes: readonly LaneState[], lists: MemberListsState | null): string | null {
  if (lanes.some(hasBegun) || lists === null || lists.entries === 0) return null;
  return (
    'The database is new, and the vault has a list of members who are not counted: census.db was lost or moved away. The ' +
    'list holds in the new one too. If this is a mistake, stop Census and put census.db back, or a backup (npm run restore).'
  );
}

function hasBegun({ openMonth, rotation }: LaneState): boolean {
  return openMonth !== null || rotation !== null;
}
