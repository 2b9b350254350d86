import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { pathFault } from '../core/path-fault.ts';

/** A given file, or a file below a given folder. */
export interface InputFile {
  readonly path: string;
  /** The path from the given folder, or the last part of the path of a given file. */
  readonly name: string;
  /** The size on disk. */
  readonly bytes: number;
  /** Whether it was given itself. */
  readonly isGiven: boolean;
}

/**
 * The files to be read: the given ones, and all CSV and JSON files in and below the given folders, in the order of their
 * names. A folder whose name ends with `_Files` is passed over: DiscordChatExporter puts pictures and attachments there.
 *
 * @throws {UserError} if there are none.
 */
export function findInputFiles(paths: readonly string[]): readonly InputFile[] {
  return paths.flatMap((path) => {
    const stats = statsOf(path);
    if (!stats.isDirectory()) return [{ path, name: basename(path), bytes: stats.size, isGiven: true }];
    const found = filesBelow(path, '');
    if (found.length === 0) throw new UserError(`${path}: expected a folder with .csv, .csv.gz or .json files`);
    return found;
  });
}

/** Links to folders are not followed, because they may lead around in a circle. */
function filesBelow(root: string, folder: string): readonly InputFile[] {
  return entriesOf(join(root, folder))
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => Number(a.isDirectory()) - Number(b.isDirectory()) || inOrder(a.name, b.name))
    .flatMap((entry) => {
      const name = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.endsWith('_Files') ? [] : filesBelow(root, name);
      if (!/\.(csv|json)(\.gz)?$/i.test(name)) return [];
      const stats = statSync(join(root, name), { throwIfNoEntry: false });
      return stats?.isFile() ? [{ path: join(root, name), name, bytes: stats.size, isGiven: false }] : [];
    });
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    throw pathFault(error, path);
  }
}

/**
 * @throws {UserError} if a file is given twice, or two files have the same bytes: everything in them would count twice.
 */
export function refuseSameFiles(files: readonly InputFile[]): void {
  const paths = new Map<string, InputFile>();
  const contents = new Map<string, InputFile>();
  const sizes = files.map(({ bytes }) => bytes);
  for (const file of files) {
    const path = realpathSync(file.path);
    if (paths.has(path)) throw new UserError(`${file.name} was given twice: expected each file once`);
    paths.set(path, file);
    // Most files differ in length, so they need not be read.
    if (file.bytes === 0 || sizes.indexOf(file.bytes) === sizes.lastIndexOf(file.bytes)) continue;
    const content = createHash('sha256').update(readFileSync(file.path)).digest('hex');
    const same = contents.get(content);
    if (same !== undefined) throw new UserError(`${same.name} and ${file.name} are the same: expected each file once`);
    contents.set(content, file);
  }
}

function statsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw new UserError(`${path}: expected a file or a folder`, { cause });
  }
}

/** In natural order: `part-10` comes after `part-2`. */
function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
