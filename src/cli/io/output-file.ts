import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { UserError } from '../../core/errors.ts';
import { pathFault, withPathFaults } from '../../core/path-fault.ts';
import type { CommandIo } from './command-io.ts';
import { discardOnSignal } from './signals.ts';

export interface OutputFile {
  /** As given to `--out`. */
  readonly path: string;
  /** Whether an existing file may be replaced. */
  readonly isForced: boolean;
}

/**
 * Writes a file that only its owner can read, completely or not at all: it is written beside its place as `….part`,
 * then renamed. No symbolic link is followed. `write` fills the sink and waits until it has ended. Returns the size in
 * bytes.
 *
 * @throws {UserError} if the place is taken, or the system refuses.
 */
export async function writeOutputFile(
  io: Pick<CommandIo, 'onSignal' | 'exit'>,
  file: OutputFile,
  write: (sink: Writable) => Promise<void>,
): Promise<number> {
  refuseTakenPlace(file);
  const part = `${file.path}.part`;
  const handle = await openPart(part, file.isForced);
  const discard = () => rmSync(part, { force: true });
  return withPathFaults(file.path, () =>
    discardOnSignal(io, discard, async () => {
      await write(handle.createWriteStream({ flush: true }));
      const { size } = statSync(part);
      refuseTakenPlace(file);
      renameSync(part, file.path);
      syncToDisk(dirname(resolve(file.path)));
      return size;
    }),
  );
}

/**
 * Checks the place of a file before long work begins.
 *
 * @throws {UserError} if the place is taken, or its folder does not exist.
 */
export function refuseTakenPlace({ path, isForced }: OutputFile): void {
  const folder = dirname(resolve(path));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`--out: there is no folder ${folder}`);
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile() && !found.isSymbolicLink()) throw new UserError(`--out: expected a file, but ${path} is none`);
  if (!isForced) throw new UserError(`--out: ${path} exists already; give another name, or --force to replace it`);
}

async function openPart(part: string, isForced: boolean): Promise<FileHandle> {
  try {
    if (isForced) rmSync(part, { force: true });
    return await open(part, 'wx', 0o600); // Exclusive, so that an existing link is not followed either.
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw pathFault(error, part);
    throw new UserError(
      `--out: ${part} exists already: another export is writing it, or one was killed. Remove it, or give --force`,
      { cause: error },
    );
  }
}

/**
 * Creates the folder for a command's files, if it is missing. Called before long work begins.
 *
 * @throws {UserError} if it cannot be created.
 */
export function makeOutputFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw pathFault(error, path);
    throw new UserError(`${path}: expected a folder, but this is a file.`, { cause: error });
  }
}

/**
 * Writes a file in place of an earlier run's. Follows no link.
 *
 * @throws {UserError} if the system refuses.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const part = `${path}.part`;
  try {
    rmSync(part, { force: true });
    writeFileSync(part, content, { flag: 'wx' });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw pathFault(error, path);
  }
}

/**
 * Makes the content of a file, or the names in a folder, durable. Windows cannot do that for what is open for reading.
 */
export function syncToDisk(path: string): void {
  if (platform() === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
