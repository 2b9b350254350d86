import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { memberListFiles } from '../../vault/lists/member-list-copy.ts';
import { syncToDisk } from './output-file.ts';

/** The files of a backup, in the order in which they are named: the list may be newer than the counters, not older. */
export const backupFiles = [...memberListFiles, 'census.db'] as const;

export type BackupFile = (typeof backupFiles)[number];

/** The folder of a backup. Its files are written under temporary names, and renamed when all are complete. */
export class BackupFolder {
  readonly path: string;

  /**
   * Creates the folder, or uses an empty one; with `isForced` also one that has an earlier backup and nothing else.
   *
   * @throws {UserError} for any other folder, a link, and a folder within the bot's own.
   */
  constructor(
    path: string,
    { isForced, dataDirectory }: { readonly isForced: boolean; readonly dataDirectory: string },
  ) {
    this.path = resolve(path);
    const parent = dirname(this.path);
    if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UserError(`--out: there is no folder ${parent}`);
    }
    if (isWithin(join(realpathSync(parent), basename(this.path)), realpathSync(dataDirectory))) {
      throw new UserError("--out: expected a folder outside of the bot's DATA_DIR: a backup must not be lost with it");
    }
    const found = lstatSync(this.path, { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(this.path, { mode: 0o700 });
    else if (found.isSymbolicLink()) {
      throw new UserError(`--out: expected a folder, but ${path} is a symbolic link: name the folder itself`);
    } else if (!found.isDirectory()) throw new UserError(`--out: expected a folder, but ${path} is a file`);
    else refuseOtherFiles(path, isForced);
    chmodSync(this.path, 0o700);
    this.discard(); // The files of a killed backup.
  }

  /** The temporary path of a file. */
  partOf(name: BackupFile): string {
    return join(this.path, `${name}.part`);
  }

  /** Gives the files their names. Other files of an earlier backup are removed. */
  complete(names: readonly BackupFile[]): void {
    for (const name of backupFiles) {
      if (names.includes(name)) renameSync(this.partOf(name), join(this.path, name));
      else rmSync(join(this.path, name), { force: true });
    }
    syncToDisk(this.path);
    syncToDisk(dirname(this.path));
  }

  /** Removes the temporary files. */
  discard(): void {
    for (const name of backupFiles) {
      for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${this.partOf(name)}${suffix}`, { force: true });
    }
  }
}

function refuseOtherFiles(path: string, isForced: boolean): void {
  const names = readdirSync(path).map((name) => name.replace(/\.part(-journal|-wal|-shm)?$/, ''));
  if (names.some((name) => !backupFiles.some((known) => known === name))) {
    throw new UserError(`--out: expected a new or an empty folder, but ${path} has other files in it`);
  }
  if (names.length > 0 && !isForced) {
    throw new UserError(`--out: ${path} has a backup already; give another folder, or --force to replace it`);
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
