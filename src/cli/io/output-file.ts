import { lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { UserError } from '../../core/errors.ts';
import { pathFault, withPathFaults } from '../../core/path-fault.ts';
import type { CommandIo } from './command-io.ts';
import { discardOnSignal } from './discard-on-signal.ts';
import { syncToDisk } from './sync-to-disk.ts';

export interface OutputFile {
  /** As it was given to `--out`. */
  readonly path: string;
  /** Whether a file that is there may be replaced. */
  readonly isForced: boolean;
}

/**
 * Writes a file for its owner alone, which is there whole or not at all: it grows beside its place under the name
 * `….part`. No symbolic link is followed. `write` fills the sink and waits for its end. Gives the size in bytes.
 *
 * @throws {UserError} when the place is taken, or the system refuses it.
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
 * To be asked before long work for a file is begun.
 *
 * @throws {UserError} when its place is taken, or in no folder.
 */
export function refuseTakenPlace({ path, isForced }: OutputFile): void {
  const folder = dirname(resolve(path));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`--out: there is no folder ${folder}`);
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isFile() && !found.isSymbolicLink()) throw new UserError(`--out: expected a file, and ${path} is none`);
  if (!isForced) throw new UserError(`--out: ${path} exists already; give another name, or --force to replace it`);
}

async function openPart(part: string, isForced: boolean): Promise<FileHandle> {
  try {
    if (isForced) rmSync(part, { force: true });
    return await open(part, 'wx', 0o600); // Exclusive: a link that lies there is not followed either.
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw pathFault(error, part);
    throw new UserError(
      `--out: ${part} exists already: another export is writing it, or one was killed. Remove it, or give --force`,
      { cause: error },
    );
  }
}
