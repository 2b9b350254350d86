import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCensusAlone, isCensusName } from '../../app/data-directory.ts';
import { amount } from '../io/format.ts';
import { type Finding, fault, note } from './finding.ts';

/** Whether other users can read Census's files in the data folder. Its other files are not checked. */
export function fileModes(directory: string): readonly Finding[] {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  const own = names
    .filter((name) => isCensusName(name.split(/[\\/]/, 1)[0] ?? ''))
    .map((name) => join(directory, name));
  const paths = isCensusAlone(directory) ? [directory, ...own] : own;
  const faults = paths.flatMap((path) => {
    const stats = statsOf(path);
    if (stats === undefined || (stats.mode & 0o077) === 0) return [];
    const mode = (stats.mode & 0o777).toString(8);
    const remedy = `chmod ${stats.isDirectory() ? '700' : '600'} ${path}`;
    return [fault(`Other users of this machine may have access to ${path} (mode ${mode}).`, remedy)];
  });
  if (faults.length > 0) return faults;
  return [note(`${amount(paths.length, 'file or folder', 'files and folders')}, accessible to their owner only.`)];
}

/** Undefined if the file no longer exists: SQLite creates and removes journals while the bot runs. */
function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
