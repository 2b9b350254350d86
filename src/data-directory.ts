import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from './core/user-error.ts';

/** Where things lie under `DATA_DIR`. */
export interface DataDirectory {
  /** The counters. May be backed up. */
  readonly database: string;
  /** Salt and identity map of the open month. Never to be backed up. */
  readonly vault: string;
  /** The number of the running process, for whoever must signal it: npm does not pass signals on. */
  readonly pidFile: string;
}

/**
 * Makes the directory if it is missing, for its owner alone.
 *
 * @throws {UserError} when it cannot be written to.
 */
export function openDataDirectory(path: string): DataDirectory {
  const root = resolve(path);
  const pidFile = join(root, 'pid');
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    chmodSync(root, 0o700); // The umask may have narrowed, and an older directory may be wider.
    return { database: join(root, 'census.db'), vault: join(root, 'vault'), pidFile };
  } catch (cause) {
    throw new UserError('DATA_DIR: expected a directory that can be written to', { cause });
  }
}

/** Says which process works on the data. To be called once the vault is locked. */
export function writePid({ pidFile }: DataDirectory, pid: number): void {
  writeFileSync(pidFile, `${pid}\n`, { mode: 0o600 });
}

export function removePid({ pidFile }: DataDirectory): void {
  rmSync(pidFile, { force: true });
}
