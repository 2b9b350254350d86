import { UserError } from './errors.ts';

/**
 * Turns a system error at a path into a {@link UserError} that names the path. Returns any other error unchanged.
 * `path` is for errors without one, such as those of writing to an open file.
 */
export function pathFault(error: unknown, path?: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { code = '', path: own } = error as NodeJS.ErrnoException;
  const sentence = sentences[code];
  const place = path ?? own;
  if (sentence === undefined) return error;
  if (place !== undefined) return new UserError(`${place}: ${sentence} (${code}).`, { cause: error });
  if (!ofTheMachine.includes(code)) return error;
  return new UserError(`A file could not be read or written: ${sentence} (${code}).`, { cause: error });
}

/**
 * Runs `work`.
 *
 * @throws {UserError} for a system error at the path: see {@link pathFault}. Other errors are thrown unchanged.
 */
export async function withPathFaults<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw pathFault(error, path);
  }
}

/** Codes that mean the same at every path. Writing to an open file fails with these and without a path. */
const ofTheMachine: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'];

const full = 'the disk is full; free some space, then try again';
const forbidden = 'this user may not read or write it; change its owner or mode';

const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is a file; expected a folder',
  EISDIR: 'expected a file, found a folder',
  EEXIST: 'it already exists',
  ENOTEMPTY: 'expected an empty folder',
  EACCES: forbidden,
  EPERM: forbidden,
  EROFS: 'the disk is read-only; choose another place',
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: 'the file is larger than the disk allows',
  ELOOP: 'symbolic links are not followed here; use the file or folder itself',
  ENAMETOOLONG: 'the name is too long',
  EBUSY: 'another program is using it',
  ETXTBSY: 'another program is using it',
  EXDEV: 'it is on another disk',
  ENXIO: 'expected a file',
  ENODEV: 'expected a file',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
  ENFILE: 'too many files are open; raise the limit (ulimit -n)',
  EIO: 'the disk failed; check it and the system log',
};
