import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes it durable that files in a folder have their names. Windows knows no such thing. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
