import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openWriter } from '../../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { buildSources } from '../../vault/built-sources.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { guildId, march } from '../contract/store-under-test.ts';
import { found, sixBytes } from './forgotten/bytes-found.ts';

describe('a store with a thread that copies its WAL', () => {
  let built: string;
  let walScript: URL;
  let directory: string;
  let path: string;
  let lanes: SqliteStore;
  let store: LaneStore;

  beforeAll(() => {
    built = buildSources();
    walScript = pathToFileURL(join(built, 'dist/store/sqlite/access/wal-thread.js'));
  }, 30_000);
  afterAll(() => rmSync(built, { recursive: true }));

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-store-'));
    path = join(directory, 'census.db');
    lanes = openSqliteStore({
      path,
      migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
      walScript,
    });
    store = lanes.open(0);
    await store.openMonth(march);
  });
  afterEach(async () => {
    await lanes.close();
    rmSync(directory, { recursive: true });
  });

  const guildsOf = (batch: number) => {
    return Array.from({ length: 500 }, (_, index) => aGuild(`${batch}${String(index).padStart(15, '0')}`));
  };

  it('copies what was written into the database, so that the WAL does not grow', async () => {
    for (let batch = 1; batch <= 40; batch += 1) await store.commit(aBatch(batch, { guilds: guildsOf(batch) }), nobody);
    expect(statSync(path).size).toBeGreaterThan(2 ** 20);
    expect((await store.checkpoint()).guilds).toHaveLength(40 * 500);
  });

  it('has no byte of an erased token after the scrub', async () => {
    const token = 0xb234_5678;
    const members = [{ guildId, member: { number: 5, token } }];
    await store.commit(aBatch(1, { guilds: [aGuild(guildId)], members }), nobody);
    expect(found(directory, [sixBytes(token)])).toBe(1);
    await store.eraseMember(guildId, 5, null);
    await store.forget();
    expect(found(directory, [sixBytes(token)])).toBe(0);
    expect(statSync(`${path}-wal`).size).toBe(0);
  });

  it('is not scrubbed while another program reads it, which is an error', async () => {
    await lanes.close();
    lanes = new SqliteStore(openWriter(path), path, 60, 60, { walScript });
    store = lanes.open(0);
    const other = new Database(path);
    other.exec('begin; select * from guild');
    await store.commit(aBatch(1, { guilds: guildsOf(1) }), nobody);
    await expect(store.forget()).rejects.toThrow('Another program is still reading the database');
    other.close();
    await store.forget();
    expect(statSync(`${path}-wal`).size).toBe(0);
  });

  it('leaves no journal behind when it is closed', async () => {
    await store.commit(aBatch(1, { guilds: guildsOf(1) }), nobody);
    await store.forget();
    await lanes.close();
    expect(readdirSync(directory)).toEqual(['census.db']);
  });
});
