import { basename } from 'node:path';
import { VaultRefused } from '../../core/errors.ts';

/**
 * Migrates a file from one format to the next, in place: there must be no copy. After a crash in between, the file still
 * has the old format number, and the migration runs again over what it has already changed.
 */
export type FormatMigration<File> = (file: File) => Promise<void>;

/** The migrations of one kind of file, in order: the first migrates format 1 to format 2, and so on. */
export type FormatMigrations<File> = readonly FormatMigration<File>[];

/** The format number after the last of these migrations; 1 if there are none. */
export function newestFormat(migrations: readonly unknown[]): number {
  return migrations.length + 1;
}

/**
 * The migrations that a file still needs.
 *
 * @throws {UnknownFormat} when the file has an unknown format.
 */
export function migrationsAfter<Migration>(
  path: string,
  found: number,
  migrations: readonly Migration[],
): readonly Migration[] {
  const newest = newestFormat(migrations);
  if (found < 1 || found > newest) throw new UnknownFormat(path, found, newest);
  return migrations.slice(found - 1);
}

/** The file has a format that this version of Census does not read. It may be intact, so it must not be replaced. */
export class UnknownFormat extends VaultRefused {
  constructor(path: string, found: number, newest: number) {
    const known = newest === 1 ? 'format 1 only' : `formats 1 to ${newest} only`;
    super(
      `vault/${basename(path)} has format ${found}, and this Census reads ${known}: install the Census that wrote it.`,
    );
  }
}
