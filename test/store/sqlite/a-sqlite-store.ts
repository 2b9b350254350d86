import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import type { MakeStore } from '../contract/store-under-test.ts';

/** An empty database with one lane in a folder of its own. Its schema is made once. */
export const makeSqliteStore: MakeStore = (people) => {
  empty ??= makeFrom(null)().then((made) => made.end());
  return empty.then((make) => make(people));
};

let empty: Promise<MakeStore> | undefined;

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

/** Makes databases that begin as the given file; with null, as a new one. */
function makeFrom(file: Uint8Array | null): MakeStore {
  return async (people) => {
    const directory = mkdtempSync(join(tmpdir(), 'census-store-'));
    const path = join(directory, 'census.db');
    if (file !== null) writeFileSync(path, file, { mode: 0o600 });
    const open = () => openSqliteStore({ path, migrationsDirectory, ...(people && { people }) });
    let lanes = open();
    const dispose = async () => {
      await lanes.close();
      rmSync(directory, { recursive: true });
    };
    return {
      get lanes() {
        return lanes;
      },
      get store() {
        return lanes.open(0);
      },
      reopen: async () => {
        await lanes.close();
        lanes = open();
        return lanes.open(0);
      },
      end: async () => {
        await lanes.close();
        const whole = readFileSync(path);
        await dispose();
        return makeFrom(whole);
      },
      dispose,
    };
  };
}
