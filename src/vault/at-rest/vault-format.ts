import { basename } from 'node:path';
import { VaultRefused } from '../../core/errors.ts';

/**
 * Brings a file from one format to the next, in its place on the disk: there must be no copy. A crash may come anywhere: the
 * file then says that it has the old format, and the migration is run once more over what it has done.
 */
export type FormatMigration<File> = (file: File) => Promise<void>;

/** The migrations that one kind of file has had, in order: the first brings format 1 to format 2, and so on. */
export type FormatMigrations<File> = readonly FormatMigration<File>[];

/** The number of the format that the last of these migrations makes; 1 where there is none. */
export function newestFormat(migrations: readonly unknown[]): number {
  return migrations.length + 1;
}

/**
 * The migrations that a file still needs.
 *
 * @throws {UnknownFormat} when it has a format that this Census does not read.
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

/** A Census that this one does not understand wrote the file: it may be as it should be, and nobody may replace it. */
export class UnknownFormat extends VaultRefused {
  constructor(path: string, found: number, newest: number) {
    const known = newest === 1 ? 'format 1 only' : `formats 1 to ${newest} only`;
    super(
      `vault/${basename(path)} has format ${found}, and this Census reads ${known}: install the Census that wrote it.`,
    );
  }
}
