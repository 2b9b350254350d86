import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../core/errors.ts';

/** A given file, or a file in a given folder. */
export interface InputFile {
  readonly path: string;
  /** Without the folder. */
  readonly name: string;
  /** The size on disk. */
  readonly bytes: number;
}

/**
 * The files to be read: the given ones, and all CSV and JSON files directly in the given folders, in the order of their
 * names.
 *
 * @throws {UserError} if there are none.
 */
export function findInputFiles(paths: readonly string[]): readonly InputFile[] {
  return paths.flatMap((path) => {
    const stats = statsOf(path);
    if (!stats.isDirectory()) return [{ path, name: basename(path), bytes: stats.size }];
    const names = readdirSync(path).filter((name) => /^[^.].*\.(csv|json)(\.gz)?$/i.test(name));
    const files = names
      .sort(inOrder)
      .map((name) => ({ path: join(path, name), name, stats: statsOf(join(path, name)) }));
    const found = files.filter((file) => file.stats.isFile());
    if (found.length === 0) throw new UserError(`${path}: expected a folder with .csv, .csv.gz or .json files`);
    return found.map(({ path, name, stats }) => ({ path, name, bytes: stats.size }));
  });
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
