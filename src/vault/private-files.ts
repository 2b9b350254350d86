import {
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { VaultRefused } from './vault-refused.ts';

/**
 * Makes the vault's directory, or checks it and all that lies in it: nobody but the owner may look inside.
 *
 * @throws {VaultRefused} when others may; the message says which command puts it right.
 */
export function preparePrivateDirectory(directory: string): void {
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(directory, 0o700);
  refuseOpenMode(directory, '700');
  for (const name of readdirSync(directory)) refuseOpenMode(join(directory, name), '600');
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

/** Writes a few bytes over the beginning of a file, in place; they are on the disk when this returns. */
export function writeInPlace(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, bytes, 0, bytes.length, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes zeros over the whole of a file, in place; they are on the disk when this returns. */
export function overwriteWithZeros(path: string): void {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    for (let position = 0; position < size; ) {
      position += writeSync(file, zeros, 0, Math.min(zeros.length, size - position), position);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const zeros = new Uint8Array(256 * 1024);

/** Makes it durable that files were made in a directory, or removed from it. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function refuseOpenMode(path: string, wanted: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new VaultRefused(
    `Other users of this machine can read the vault (mode ${mode.toString(8)}). Run: chmod ${wanted} ${path}`,
  );
}
