import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreUnavailable } from '../../../src/core/errors.ts';
import { type LaneStore, StillRead } from '../../../src/store/lane-store.ts';
import { openWriter } from '../../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { guildId, march } from '../contract/store-under-test.ts';
import { found, sixBytes, timesFound } from './forgotten/bytes-found.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
const token = 0xb234_5678;
const fiveMinutesMs = 5 * 60_000;

let directory: string;
let path: string;
let lanes: SqliteStore;
let store: LaneStore;
let nowMs = 0;
let failures: (StoreUnavailable | null)[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'census-store-'));
  path = join(directory, 'census.db');
  await openSqliteStore({ path, migrationsDirectory }).close();
  failures = [];
  open();
  await store.openMonth(march);
  const members = [{ guildId, member: { number: 5, token } }];
  await store.commit(aBatch(1, { guilds: [aGuild(guildId)], members }), nobody);
});
afterEach(async () => {
  await lanes.close();
  rmSync(directory, { recursive: true });
});

function open(walScript?: URL): void {
  const onJournalFailure = (failure: StoreUnavailable | null) => void failures.push(failure);
  const surroundings = { elapsedMs: () => nowMs, onJournalFailure, ...(walScript && { walScript }) };
  lanes = new SqliteStore(openWriter(path), path, 100, 100, surroundings);
  store = lanes.open(0);
}

/** Writes something, and waits for the housekeeping. */
async function write(number: number): Promise<void> {
  await store.commit(aBatch(number), nobody);
  await store.commit(aBatch(number), nobody);
}

/** The last batch in a copy of the database file without its journal. */
function batchWithoutJournal(): number {
  const copy = join(directory, 'copy.db');
  copyFileSync(path, copy);
  const database = new Database(copy);
  const batch = database.prepare<[], number>('select batch from lane').pluck().get();
  database.close();
  return batch ?? 0;
}

describe('the journal of a database', () => {
  it('is copied into the database after five minutes, however little is written', async () => {
    nowMs += fiveMinutesMs - 1;
    await write(2);
    expect(batchWithoutJournal()).toBe(0);
    nowMs += 1;
    await write(3);
    expect(batchWithoutJournal()).toBe(3);
    await write(4);
    expect(batchWithoutJournal()).toBe(3);
    nowMs += fiveMinutesMs;
    await write(5);
    expect(batchWithoutJournal()).toBe(5);
  });

  it('that cannot be copied is reported once, and again once it can be', async () => {
    await lanes.close();
    open(aThreadWhoseDiskFails(6));
    for (const batch of [2, 3, 4]) {
      nowMs += fiveMinutesMs;
      await write(batch);
      expect(failures.map((failure) => failure?.message)).toEqual([expect.stringContaining('The disk failed')]);
      expect(lanes.journalFailure?.message).toContain('The disk failed');
    }
    nowMs += fiveMinutesMs;
    await write(5);
    expect(failures).toHaveLength(2);
    expect(lanes.journalFailure).toBe(null);
    expect((await store.checkpoint()).batch).toBe(5);
  });

  /** Stands in for the thread that copies, on a disk that refuses several times. */
  function aThreadWhoseDiskFails(times: number): URL {
    const script = join(directory, 'failing.mjs');
    writeFileSync(
      script,
      `import { parentPort } from 'node:worker_threads';
       let left = ${times};
       parentPort.on('message', (mode) => {
         if (mode === 'close') parentPort.close();
         else if (left-- > 0) parentPort.postMessage({ kind: 'failed', code: 'SQLITE_IOERR', message: 'disk I/O error' });
         else parentPort.postMessage({ kind: 'done', isComplete: true });
       });`,
    );
    return pathToFileURL(script);
  }
});

describe('deleted data', () => {
  it('does not block the writer while the scrub waits for a reader', async () => {
    const reader = startReading();
    await store.eraseMember(guildId, 5, null);
    const order: string[] = [];
    const scrubbed = store.forget().catch((error: unknown) => void order.push(String(error instanceof StillRead)));
    await store.commit(aBatch(2), nobody).then(() => order.push('written'));
    await scrubbed;
    expect(order).toEqual(['written', 'true']);
    reader.close();
  });

  it('is overwritten after a later write, once the readers have closed', async () => {
    const reader = startReading();
    await store.eraseMember(guildId, 5, null);
    await expect(store.forget(0)).rejects.toThrow(StillRead);
    await write(2);
    expect(found(directory, [sixBytes(token)])).toBe(1);
    reader.close();
    await write(3);
    expect(found(directory, [sixBytes(token)])).toBe(0);
  });

  it('is overwritten after the first write of a process that finds the journal of a killed one', async () => {
    await store.eraseMember(guildId, 5, null);
    const killed = join(directory, 'killed');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, `${killed}${suffix}`);
    expect(timesFound(directory, [sixBytes(token)])[0]).toBeGreaterThan(1);
    const [inOriginal] = timesFound(directory, [sixBytes(token)]).map((times) => times / 2);
    const next = openSqliteStore({ path: killed, migrationsDirectory });
    await next.open(0).commit(aBatch(2), nobody);
    await next.open(0).commit(aBatch(2), nobody);
    expect(timesFound(directory, [sixBytes(token)])).toEqual([inOriginal]);
    expect(statSync(`${killed}-wal`).size).toBe(0);
    await next.close();
  });

  it('of a removed guild does not wait for readers', async () => {
    const reader = startReading();
    await store.removeGuild(guildId);
    expect(found(directory, [sixBytes(token)])).toBe(1);
    reader.close();
    await write(2);
    expect(found(directory, [sixBytes(token)])).toBe(0);
  });
});

function startReading(): Database.Database {
  const reader = new Database(path);
  reader.exec('begin; select * from lane');
  return reader;
}
