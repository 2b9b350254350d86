import { existsSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './private-files.ts';

const chunk = new Uint8Array(256 * 1024);

/**
 * Destroys a closed database: zeros over the whole length of it and of every file that SQLite may have put beside it,
 * and only when all that is on the disk are they removed; a file that is removed first stays readable on the raw disk.
 */
export async function wipeDatabase(path: string, onStep: (step: WipeStep) => void = () => {}): Promise<void> {
  const files = ['', '-journal', '-wal', '-shm'].map((suffix) => path + suffix).filter((file) => existsSync(file));
  for (const file of files) {
    await overwrite(file);
    onStep('overwritten');
  }
  for (const file of files) {
    await unlink(file);
    onStep('removed');
  }
  syncDirectory(dirname(path));
}

export type WipeStep = 'overwritten' | 'removed';

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let position = 0; position < size; ) {
      const { bytesWritten } = await file.write(chunk, 0, Math.min(chunk.length, size - position), position);
      position += bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
