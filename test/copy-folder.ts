import { chmodSync, cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Copies a folder with the modes of its files, which `cpSync` of Node 24 leaves to the umask. */
export function copyFolder(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const path of ['.', ...readdirSync(from, { recursive: true, encoding: 'utf8' })]) {
    chmodSync(join(to, path), statSync(join(from, path)).mode & 0o7777);
  }
}
