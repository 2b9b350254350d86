import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyFolder } from '../copy-folder.ts';

/** Puts a restored backup beside the current vault. */
export function keepVault(directory: string, backup: string): void {
  rmSync(join(backup, 'vault'), { recursive: true });
  copyFolder(join(directory, 'vault'), join(backup, 'vault'));
  chmodSync(join(backup, 'vault'), 0o700);
}
