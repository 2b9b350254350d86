import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { describeStore } from './store-contract.ts';

describeStore('the SQLite store', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-store-'));
  const open = () =>
    openSqliteStore({
      path: join(directory, 'census.db'),
      migrationsDirectory: join(import.meta.dirname, '../../migrations'),
    });
  let store = open();
  return {
    store,
    reopen: async () => {
      await store.close();
      store = open();
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(directory, { recursive: true });
    },
  };
});
