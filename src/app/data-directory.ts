import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';

/** Where things lie under `DATA_DIR`. */
export interface DataDirectory {
  /** The counters. */
  readonly database: string;
  /** Salt and identity map of the open month, which no backup may hold, and the list of opted-out members, which one must. */
  readonly vault: string;
  /** The number of the running process, for whoever must signal it: npm does not pass signals on. */
  readonly pidFile: string;
}

/** Where things lie under a `DATA_DIR`, whether it is there or not. */
export function dataDirectoryAt(path: string): DataDirectory {
  const root = resolve(path);
  return { database: join(root, 'census.db'), vault: join(root, 'vault'), pidFile: join(root, 'pid') };
}

/**
 * Makes the directory if it is missing. One that is empty or holds nothing but Census's files becomes its owner's alone.
 * One that holds other files keeps its mode, for others may need them; Census's files in it are private by themselves.
 *
 * @throws {UserError} when it cannot be written to, or anybody could replace what is in it.
 */
export function openDataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    if (isCensusAlone(root))
      chmodSync(root, 0o700); // The umask may have narrowed, and an older directory may be wider.
    else refuseOthersInIt(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(`DATA_DIR: ${root}: expected a folder, and this is a file.`, { cause: error });
    }
    const fault = pathFault(error, root);
    throw fault instanceof UserError ? new UserError(`DATA_DIR: ${fault.message}`, { cause: error }) : error;
  }
  return dataDirectoryAt(root);
}

/** Whether a name directly under `DATA_DIR` is that of something Census keeps there. */
export function isCensusName(name: string): boolean {
  return /^(census\.db(-wal|-shm|-journal)?|vault|pid)$/.test(name);
}

/** Whether nothing but Census's own files lies in a directory. */
export function isCensusAlone(root: string): boolean {
  return readdirSync(root).every(isCensusName);
}

/** Says which process works on the data. To be called once the vault is locked. */
export function writePid({ pidFile }: DataDirectory, pid: number): void {
  rmSync(pidFile, { force: true }); // A killed process leaves its own.
  writeFileSync(pidFile, `${pid}\n`, { mode: 0o600, flag: 'wx' });
}

export function removePid({ pidFile }: DataDirectory): void {
  rmSync(pidFile, { force: true });
}

const writableByAnybody = 0o002;
/** With it, each may remove and rename only files of their own. */
const sticky = 0o1000;

/** @throws {UserError} where any user could replace what lies in a directory. */
export function refuseOthersInIt(root: string): void {
  const { mode } = statSync(root);
  if ((mode & writableByAnybody) === 0 || (mode & sticky) !== 0) return;
  throw new UserError(
    `${root}: any user of this machine can replace files in it (mode ${(mode & 0o777).toString(8)}). ` +
      `Run: chmod o-w ${root}, or give Census a folder of its own`,
  );
}
