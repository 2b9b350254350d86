import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  type Stats,
  statSync,
} from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VaultRefused } from '../../core/errors.ts';

/**
 * Creates the vault's directory, or checks it and its content: all must belong to the user that Census runs as (`userId`;
 * undefined if the system has no user ids), be closed to other users, and the directory must contain only files.
 *
 * @throws {VaultRefused} when that is not so. The message says how to correct it.
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

/** Creates an empty file that only its owner can read. An existing file is left alone. */
export function makePrivateFile(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    fchmodSync(file, 0o600); // A umask may have removed the owner's bits.
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Overwrites the beginning of a file in place. Durable when it resolves. */
export async function writeInPlace(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await writeAll(file, bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes all bytes, even if the system takes only some of them at a time. */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Makes the creation and removal of files in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The mode limits only users other than the owner, so the owner must be right, even though root could read the files. */
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

/**
 * Destroys a closed file: overwrites it with zeros, and removes it once they are durable. A file that is only removed
 * stays readable on the raw disk.
 */
export async function wipeFile(path: string, onStep: (step: WipeStep) => void = () => {}): Promise<void> {
  if (!existsSync(path)) return;
  await overwrite(path);
  onStep('overwritten');
  await unlink(path);
  await syncDirectory(dirname(path));
  onStep('removed');
}

export type WipeStep = 'overwritten' | 'removed';

const chunk = new Uint8Array(256 * 1024);

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let position = 0; position < size; position += chunk.length) {
      await writeAll(file, chunk.subarray(0, Math.min(chunk.length, size - position)), position);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
