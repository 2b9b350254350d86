import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openWriter } from '../../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { watchSyncs } from '../../vault/at-rest/disk-syncs.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { aDelta, countersOf, messages } from '../contract/counters-of.ts';
import { guildId, march, start, wholeMonth } from '../contract/store-under-test.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

describe('before a loss of power', () => {
  it('what was erased of a member is on the disk, for the vault then forgets whose it was', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'census-store-'));
    const path = join(directory, 'census.db');
    const lanes = openSqliteStore({ path, migrationsDirectory });
    const store = lanes.open(0);
    await store.openMonth(march);
    const member = { number: 5, token: 0xb234_5678 };
    await store.commit(aBatch(1, { guilds: [aGuild(guildId)], members: [{ guildId, member }] }), nobody);
    const synced = await watchSyncs(path);
    await store.eraseMember(guildId, member.number, null);
    expect(synced).toHaveBeenCalledOnce();
    synced.mockRestore();
    await lanes.close();
    rmSync(directory, { recursive: true });
  });
});

describe('beside a backup tool', () => {
  let directory: string;
  let path: string;
  let lanes: SqliteStore;
  let store: LaneStore;
  let backupTool: Database.Database;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-store-'));
    path = join(directory, 'census.db');
    await openSqliteStore({ path, migrationsDirectory }).close();
    lanes = new SqliteStore(openWriter(path), path, 100, 100);
    store = lanes.open(0);
    await store.openMonth(march);
    await store.commit(aBatch(1, { guilds: [aGuild(guildId)], deltas: [aDelta(messages(start, 1))] }), nobody);
    backupTool = new Database(path);
  });
  afterEach(async () => {
    backupTool.close();
    await lanes.close();
    rmSync(directory, { recursive: true });
  });

  it('that holds the database locked, a batch fails, and succeeds later with nothing lost or doubled', async () => {
    backupTool.exec('begin exclusive');
    const batch = nextBatch();
    await expect(store.commit(batch, nobody)).rejects.toThrow(StoreUnavailable);
    await expect(store.commit(batch, nobody)).rejects.toThrow('Another program holds the database locked.');
    expect(await store.checkpoint()).toMatchObject({ batch: 1, members: new Map(), messagePositions: [] });
    expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 1)]);

    backupTool.exec('commit');
    await store.commit(batch, nobody);
    await expectCommitted();
    await store.commit(batch, nobody);
    await expectCommitted();
  });

  it('that locks the database while a batch waits, it is written as soon as the lock is gone', async () => {
    backupTool.exec('begin exclusive');
    const committed = store.commit(nextBatch(), nobody);
    setImmediate(() => backupTool.exec('commit'));
    await committed;
    await expectCommitted();
  });

  it('that only reads, batches are written, and it sees none of them until it begins anew', async () => {
    backupTool.exec('begin');
    const batchSeen = backupTool.prepare('select batch from lane').pluck();
    expect(batchSeen.get()).toBe(1);
    await store.commit(nextBatch(), nobody);
    await expectCommitted();
    expect(batchSeen.get()).toBe(1);
    backupTool.exec('commit');
    expect(batchSeen.get()).toBe(2);
  });

  it('that reads, an erasure is done but cannot be scrubbed, which is an error and no silence', async () => {
    await store.commit(nextBatch(), nobody);
    backupTool.exec('begin; select * from lane');
    await store.eraseMember(guildId, 5, null);
    await expect(store.forget()).rejects.toThrow('Another program is still reading the database');
    expect(await countersOf(store, wholeMonth)).toEqual([]);
    backupTool.exec('commit');
    await store.forget();
  });

  it.each([
    ['an erasure', () => store.eraseMember(guildId, 5, null)],
    ['a removal', () => store.removeGuild(guildId)],
    ['a mark', () => store.markSplit(march)],
    ['a compaction', () => store.compact(start + 24)],
    ['a rotation', () => store.beginRotation(march, march + 1, (count) => new Uint32Array(count).fill(0xf000_0000))],
  ])('that locks the database, %s waits, and is done when the lock is gone', async (_, work) => {
    await store.commit(nextBatch(), nobody);
    backupTool.exec('begin exclusive');
    const done = work();
    setImmediate(() => backupTool.exec('commit'));
    await done;
  });

  it('that locks the database, it can be opened, and is written to when the lock is gone', async () => {
    await lanes.close();
    backupTool.exec('begin exclusive');
    lanes = openSqliteStore({ path, migrationsDirectory });
    store = lanes.open(0);
    expect(await store.checkpoint()).toMatchObject({ batch: 1 });
    const committed = store.commit(nextBatch(), nobody);
    setImmediate(() => backupTool.exec('commit'));
    await committed;
    await expectCommitted();
  });

  function nextBatch(): Batch {
    return aBatch(2, {
      members: [{ guildId, member: { number: 5, token: 0xa000_0005 } }],
      deltas: [aDelta(messages(start, 2)), aDelta(messages(start + 1, 3))],
      messagePositions: [{ guildId, channelId: '9', lastId: '1400000000000000007', readUpToId: null, gaps: [] }],
    });
  }

  async function expectCommitted(): Promise<void> {
    expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 3), messages(start + 1, 3)]);
    const { batch, members, messagePositions } = await store.checkpoint();
    expect([batch, members.get(guildId)?.length, messagePositions.length]).toEqual([2, 1, 1]);
  }
});
