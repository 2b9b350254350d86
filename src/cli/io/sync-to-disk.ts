import { closeSync, fsyncSync, openSync } from 'node:fs';
import { platform } from 'node:os';

/**
 * Makes the content of a file, or the names in a folder, durable. Windows cannot do that for what is open for reading.
 */
export function syncToDisk(path: string): void {
  if (platform() === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
