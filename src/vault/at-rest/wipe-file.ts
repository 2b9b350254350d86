import { existsSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory, writeAll } from './private-files.ts';

/**
 * Destroys a closed file: overwrites it with zeros, and removes it once they are durable. A file that is only removed
 * stays readable on the raw disk.
 */
export async function wipeFile(path: string, onStep: (step: WipeStep) => void = () => {}): Promise<void> {
  if (!existsSync(path)) return;
  await overwrite(path);
  onStep('overwritten');
  await unlink(path);
  await syncDirectory(dirname(path));
  onStep('removed');
}

export type WipeStep = 'overwritten' | 'removed';

const chunk = new Uint8Array(256 * 1024);

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let position = 0; position < size; position += chunk.length) {
      await writeAll(file, chunk.subarray(0, Math.min(chunk.length, size - position)), position);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}
