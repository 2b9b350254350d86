import { mkdirSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import { pathFault } from '../../core/path-fault.ts';

/**
 * Makes the folder in which a command is to save its files, if it is missing. To be done before long work is begun.
 *
 * @throws {UserError} where it cannot be made.
 */
export function makeOutputFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw pathFault(error, path);
    throw new UserError(`${path}: expected a folder, and this is a file.`, { cause: error });
  }
}
