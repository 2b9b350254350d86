import { mkdirSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import { pathFault } from '../../core/path-fault.ts';

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
