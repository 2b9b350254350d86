import {
  chmodSync,
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultRefused } from '../../core/errors.ts';

/**
 * Makes the vault's directory, or checks it and all that lies in it: it must belong to the user that Census runs as
 * (`userId`; undefined where the system has none), nobody else may look inside, and it holds files alone.
 *
 * @throws {VaultRefused} when others may; the message says which command puts it right.
 */
export function preparePrivateDirectory(directory: string, userId: number | undefined): void {
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700);
  for (const path of [directory, ...readdirSync(directory).map((name) => join(directory, name))]) {
    const stats = path === directory ? statSync(path) : lstatSync(path);
    if (path !== directory && !stats.isFile()) throw new VaultRefused(`${path} is not a file. Move it away.`);
    refuseOtherOwner(directory, stats, userId);
    refuseOpenMode(path, stats);
  }
}

/** Makes an empty file that only its owner can read; leaves one alone that is there. */
export function makePrivateFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    fchmodSync(file, 0o600); // A umask may have taken the owner's own bits.
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Writes a few bytes over the beginning of a file, in place; they are on the disk when this resolves. */
export async function writeInPlace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await writeAll(file, bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes all of the bytes, however few the system takes at once. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes it durable that files were made in a directory, or removed from it. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The mode says who may read besides the owner, so the owner must be the right one. Root may read what others own. */
function refuseOtherOwner(directory: string, { uid }: Stats, userId: number | undefined): void {
  if (userId === undefined || uid === userId) return;
  throw new VaultRefused(
    `The vault belongs to another user of this machine (${uid}; Census runs as ${userId}). ` +
      `Run: chown -R ${userId} ${directory}`,
  );
}

function refuseOpenMode(path: string, stats: Stats): void {
  const mode = stats.mode & 0o777;
  if ((mode & 0o077) === 0) return;
  const wanted = stats.isDirectory() ? '700' : '600';
  throw new VaultRefused(
    `Other users of this machine can read the vault (mode ${mode.toString(8)}). Run: chmod ${wanted} ${path}`,
  );
}
