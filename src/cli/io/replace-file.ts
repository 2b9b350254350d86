import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { pathFault } from '../../core/path-fault.ts';

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
