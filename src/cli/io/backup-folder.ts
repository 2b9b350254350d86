import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { memberListFiles } from '../../vault/lists/member-list-copy.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** The files of a backup in the order in which they get their names: the list may be newer than the counters, not older. */
export const backupFiles = [...memberListFiles, 'census.db'] as const;

export type BackupFile = (typeof backupFiles)[number];

/** A folder in which a backup is made: its files grow under names of their own, and are named when all are whole. */
export class BackupFolder {
  readonly path: string;

  /**
   * Makes the folder, or takes an empty one; by force one with an earlier backup and nothing else.
   *
   * @throws {UserError} for any other folder, a link, and one within the bot's own.
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
      throw new UserError(`--out: expected a folder, and ${path} is a symbolic link: name the folder itself`);
    } else if (!found.isDirectory()) throw new UserError(`--out: expected a folder, and ${path} is a file`);
    else refuseOtherFiles(path, isForced);
    chmodSync(this.path, 0o700);
    this.discard(); // What a killed backup has left.
  }

  /** Where a file grows. */
  partOf(name: BackupFile): string {
    return join(this.path, `${name}.part`);
  }

  /** Names the files that have grown. Of an earlier backup nothing else stays. */
  complete(names: readonly BackupFile[]): void {
    for (const name of backupFiles) {
      if (names.includes(name)) renameSync(this.partOf(name), join(this.path, name));
      else rmSync(join(this.path, name), { force: true });
    }
    syncToDisk(this.path);
    syncToDisk(dirname(this.path));
  }

  /** Removes what has grown and has no name yet. */
  discard(): void {
    for (const name of backupFiles) {
      for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${this.partOf(name)}${suffix}`, { force: true });
    }
  }
}

function refuseOtherFiles(path: string, isForced: boolean): void {
  const names = readdirSync(path).map((name) => name.replace(/\.part(-journal|-wal|-shm)?$/, ''));
  if (names.some((name) => !backupFiles.some((known) => known === name))) {
    throw new UserError(`--out: expected a new or an empty folder, and ${path} has other files in it`);
  }
  if (names.length > 0 && !isForced) {
    throw new UserError(`--out: ${path} holds a backup already; give another folder, or --force to replace it`);
  }
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}
