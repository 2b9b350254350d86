import { type FileHandle, open } from 'node:fs/promises';
import { vi } from 'vitest';

/** Makes the disk refuse the nth sync from now on. `path` is any file. */
export async function refuseSync(path: string, nth: number): Promise<void> {
  const { prototype, datasync } = await fileHandles(path);
  let times = 0;
  const refusal = vi.spyOn(prototype, 'datasync').mockImplementation(function (this: FileHandle) {
    times += 1;
    if (times < nth) return datasync.call(this);
    refusal.mockRestore();
    return Promise.reject(new Error('i/o error'));
  });
}

/** Records the syncs from now on. */
export async function watchSyncs(path: string) {
  const { prototype } = await fileHandles(path);
  return vi.spyOn(prototype, 'datasync');
}

async function fileHandles(path: string) {
  const file = await open(path);
  await file.close();
  const prototype: FileHandle = Object.getPrototypeOf(file);
  return { prototype, datasync: prototype.datasync };
}
