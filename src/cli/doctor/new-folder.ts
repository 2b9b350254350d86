import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dataDirectoryAt, isCensusAlone, refuseOthersInIt } from '../../app/data-directory.ts';
import { UserError } from '../../core/errors.ts';
import { lanesInVault } from '../../vault/at-rest/lane-files.ts';
import { type Finding, fault, note } from './finding.ts';

const notStarted = 'Census has not been started with it yet.';

/** Whether a folder without counters can become a bot's DATA_DIR. */
export function newFolderFindings(directory: string): readonly Finding[] {
  const root = resolve(directory);
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats === undefined) {
    if (lstatSync(root, { throwIfNoEntry: false }) !== undefined) {
      return [fault('It is a symbolic link that leads nowhere.', 'make the folder that it names, or remove the link.')];
    }
    const parent = nearestFolder(root);
    if (isWritable(parent)) return [note(`${notStarted} The first start creates it.`)];
    return [
      fault(
        `It cannot be created: this user may not write to ${parent}.`,
        'create it, and give it to this user (chown).',
      ),
    ];
  }
  if (!stats.isDirectory()) return [fault('It is a file.', 'give another name in DATA_DIR.')];
  if (!isWritable(root)) return [fault('This user may not write to it.', `chown it to the user that runs Census.`)];
  return [note(notStarted), ...openToOthers(root), ...withoutDatabase(root)];
}

function openToOthers(root: string): readonly Finding[] {
  if (isCensusAlone(root)) return [];
  try {
    refuseOthersInIt(root);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [fault('Other users can replace files in it.', error.message)];
  }
}

function withoutDatabase(root: string): readonly Finding[] {
  if (lanesInVault(dataDirectoryAt(root).vault).length === 0) return [];
  const text = 'There is a vault, but no census.db: it was lost.';
  return [fault(text, 'put census.db back, or restore a backup: npm run restore -- --help.')];
}

function nearestFolder(path: string): string {
  const parent = dirname(path);
  return parent === path || statSync(parent, { throwIfNoEntry: false }) !== undefined ? parent : nearestFolder(parent);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // The remedy is the same, whatever the reason.
  }
}
