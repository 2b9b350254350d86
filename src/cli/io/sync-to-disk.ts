import { closeSync, fsyncSync, openSync } from 'node:fs';
import { platform } from 'node:os';

/** Makes durable what is in a file, or which names are in a folder. Windows can do neither for what is open to be read. */
export function syncToDisk(path: string): void {
  if (platform() === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
