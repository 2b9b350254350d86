import { rmSync } from 'node:fs';
import { afterEach } from 'vitest';
import { ACensus, type CensusOptions } from './a-census.ts';

export const people = ['200000000000000001', '200000000000000002', '200000000000000003'];

/** Opens censuses in tests. After each test they are closed, and their directories are removed. */
export function openedCensuses() {
  const opened: ACensus[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const census of opened.splice(0)) await census.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: CensusOptions = {}): Promise<ACensus> {
    const census = await ACensus.open(options);
    opened.push(census);
    folders.push(census.directory);
    return census;
  }

  async function close(census: ACensus): Promise<void> {
    opened.splice(opened.indexOf(census), 1);
    await census.close();
  }

  /** A closed directory in which March was counted. */
  async function marchFolder(): Promise<string> {
    const census = await open();
    await census.countMessages(people);
    await close(census);
    return census.directory;
  }

  return { open, close, marchFolder };
}
