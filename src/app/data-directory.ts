import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';

/** The paths of what `DATA_DIR` contains. */
export interface DataDirectory {
  /** The database with the counters. */
  readonly database: string;
  /** The salt and identity map of the open month, which must not be backed up, and the opt-out list, which must be. */
  readonly vault: string;
  /** The id of the running process, to send signals to: npm does not pass them on. */
  readonly pidFile: string;
  /** The rows of the files that are being imported, encrypted. It has no name while it is in use, where possible. */
  readonly importSpool: string;
}

/** The paths of a data directory, whether it exists or not. */
export function dataDirectoryAt(path: string): DataDirectory {
  const root = resolve(path);
  return {
    database: join(root, 'census.db'),
    vault: join(root, 'vault'),
    pidFile: join(root, 'pid'),
    importSpool: join(root, 'import-spool'),
  };
}

/**
 * Creates the directory if it is missing. If it is empty or holds only Census's files, only its owner gets access. If
 * it holds other files, its mode stays, because other programs may need them; Census's own files are private anyway.
 *
 * @throws {UserError} if Census cannot write to it, or any user could replace its files.
 */
export function openDataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    if (isCensusAlone(root))
      chmodSync(root, 0o700); // The umask may have removed bits, and an older directory may have more.
    else refuseOthersInIt(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new UserError(`DATA_DIR: ${root}: expected a folder, but this is a file.`, { cause: error });
    }
    const fault = pathFault(error, root);
    throw fault instanceof UserError ? new UserError(`DATA_DIR: ${fault.message}`, { cause: error }) : error;
  }
  return dataDirectoryAt(root);
}

/** Whether Census has something of this name directly in `DATA_DIR`. */
export function isCensusName(name: string): boolean {
  return /^(census\.db(-wal|-shm|-journal)?|vault|pid|import-spool)$/.test(name);
}

/** Whether a directory holds only Census's own files. */
export function isCensusAlone(root: string): boolean {
  return readdirSync(root).every(isCensusName);
}

/** Writes the process id. Called once the vault is locked. */
export function writePid({ pidFile }: DataDirectory, pid: number): void {
  rmSync(pidFile, { force: true }); // A killed process leaves its file behind.
  writeFileSync(pidFile, `${pid}\n`, { mode: 0o600, flag: 'wx' });
}

export function removePid({ pidFile }: DataDirectory): void {
  rmSync(pidFile, { force: true });
}

const writableByAnybody = 0o002;
/** With this bit, users may remove and rename only their own files. */
const sticky = 0o1000;

/** @throws {UserError} if any user could replace the files in a directory. */
export function refuseOthersInIt(root: string): void {
  const { mode } = statSync(root);
  if ((mode & writableByAnybody) === 0 || (mode & sticky) !== 0) return;
  throw new UserError(
    `${root}: any user of this machine can replace files in it (mode ${(mode & 0o777).toString(8)}). ` +
      `Run: chmod o-w ${root}, or give Census a folder of its own`,
  );
}
