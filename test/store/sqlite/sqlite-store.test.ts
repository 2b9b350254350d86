import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeColumns } from '../../../src/columns/columns.ts';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { hoursOfMonth } from '../../../src/core/time.ts';
import type { Delta } from '../../../src/store/batch.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { openWriter } from '../../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { describeDivision } from '../contract/division-contract.ts';
import { describeLanes } from '../contract/lanes-contract.ts';
import { describeStore } from '../contract/store-contract.ts';
import { besideNeighbour } from '../neighbour.ts';
import { makeSqliteStore } from './a-sqlite-store.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
const march = 2026 * 12 + 2;
const april = march + 1;
const start = hoursOfMonth(march).from;
const guildId = '300000000000000001';

describeStore('the SQLite store', makeSqliteStore);
describeStore('the SQLite store beside another lane', besideNeighbour(makeSqliteStore));
describeLanes('the SQLite store', makeSqliteStore);
describeDivision('the SQLite store', makeSqliteStore);

describe('the SQLite file', () => {
  let directory: string;
  let path: string;
  let lanes: SqliteStore;
  let store: LaneStore;
  const others: Database.Database[] = [];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-store-'));
    path = join(directory, 'census.db');
    use(openSqliteStore({ path, migrationsDirectory }));
    await store.openMonth(march);
    await store.commit(aBatch(1, { guilds: [aGuild(guildId)] }), nobody);
  });
  afterEach(async () => {
    for (const other of others.splice(0)) other.close();
    await lanes.close();
    rmSync(directory, { recursive: true });
  });

  function use(opened: SqliteStore): void {
    lanes = opened;
    store = opened.open(0);
  }

  function connect(options?: Database.Options): Database.Database {
    const other = new Database(path, options);
    others.push(other);
    return other;
  }

  it('keeps a quiet guild in one row per day, and a busy one in rows of limited size', async () => {
    let batch = 1;
    for (let hour = start; hour < start + 72; hour += 1) {
      const busy = Array.from({ length: 4000 }, (_, member) => ({
        member: member * 7 + hour,
        channel: 1 + (member % 40),
        amount: 1 + (member % 90),
      }));
      const deltas = [aDelta(hour, [{ member: 3, amount: 2 }]), aDelta(hour, busy, 'busy')];
      batch += 1;
      await store.commit(aBatch(batch, { guilds: batch === 2 ? [aGuild('busy')] : [], deltas }), nobody);
      await store.compact(hour + 1);
    }
    const sizes = connect()
      .prepare('select id / 262144 as month, length(columns) as bytes, hours from part order by id')
      .all() as { month: number; bytes: number; hours: number }[];
    const [quiet, busy] = [sizes.filter(({ month }) => month === 1), sizes.filter(({ month }) => month === 2)];
    expect(quiet.map(({ hours }) => hours)).toEqual([24, 24, 24]);
    expect(busy.length).toBeGreaterThan(12);
    for (const { bytes } of busy) expect(bytes).toBeLessThanOrEqual(33 * 1024);
    expect(connect().prepare('select count(*) from delta').pluck().get()).toBe(0);
  });

  it('can be read by another process while this one writes', async () => {
    await store.commit(aBatch(2, { deltas: [aDelta(start, [{ member: 3, amount: 2 }])] }), nobody);
    const reader = openSqliteStore({ path, migrationsDirectory, isReadOnly: true });
    expect(await reader.months(guildId)).toHaveLength(1);
    await store.commit(aBatch(3, { guilds: [aGuild('new')] }), nobody);
    expect((await reader.open(0).checkpoint()).batch).toBe(3);
    await expect(reader.open(0).commit(aBatch(4), nobody)).rejects.toThrow('The database cannot be written to.');
    await reader.close();
  });

  it('can be closed twice, and leaves no journal behind', async () => {
    await lanes.close();
    await lanes.close();
    expect(readdirSync(directory)).toEqual(['census.db']);
    use(openSqliteStore({ path, migrationsDirectory }));
  });

  it('can be read after a crash', async () => {
    const crashed = join(directory, 'crashed.db');
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, crashed + suffix);
    const reader = openSqliteStore({ path: crashed, migrationsDirectory, isReadOnly: true });
    expect((await reader.open(0).checkpoint()).batch).toBe(1);
    await reader.close();
    const writer = openSqliteStore({ path: crashed, migrationsDirectory });
    await writer.open(0).commit(aBatch(2), nobody);
    await writer.close();
  });

  it('has no byte of the name and channels of a removed guild', async () => {
    const channel = {
      id: '777000777',
      kind: 'text',
      name: 'forgotten',
      number: 1,
      isDeleted: false,
    } as const;
    const gone = aGuild('888000888', { name: 'the gone ones' });
    await store.commit(aBatch(2, { guilds: [gone], channels: [{ guildId: gone.id, channel }] }), nobody);
    const findings = () =>
      [gone.id, gone.name, channel.id, channel.name].map((text) =>
        [path, `${path}-wal`].some((file) => readFileSync(file).includes(text)),
      );
    expect(findings()).toEqual([true, true, true, true]);
    await store.removeGuild(gone.id);
    expect(findings()).toEqual([false, false, false, false]);
  });

  it('continues to delete the members of a closed month after a crash between two slices', async () => {
    const member = { number: 5, token: 0xa000_0005 };
    await store.commit(aBatch(2, { members: [{ guildId, member }] }), nobody);
    const draw = (count: number) => new Uint32Array(count).fill(0xb000_0000);
    await store.beginRotation(march, april, draw);
    connect().exec('insert into member (guild_month, number, token) values (1, 5, 2684354565)');
    expect((await store.checkpoint()).members).toEqual(new Map());
    expect(await store.beginRotation(march, april, draw)).toBe(1);
    expect(connect().prepare('select count(*) from member').pluck().get()).toBe(0);
  });

  describe('is scrubbed', () => {
    it('after a reader has stopped early', async () => {
      await store.commit(
        aBatch(2, { deltas: [start, start + 1].map((hour) => aDelta(hour, [{ member: 1, amount: 1 }])) }),
        nobody,
      );
      for await (const piece of store.readCounters(guildId, hoursOfMonth(march))) {
        expect(piece.blobs).toHaveLength(1);
        break;
      }
      await store.forget();
      expect(statSync(`${path}-wal`).size).toBe(0);
    });

    it('not while another program reads it, which is an error', async () => {
      await lanes.close();
      use(new SqliteStore(openWriter(path), path, 60));
      const other = connect();
      other.exec('begin; select * from guild');
      await store.commit(aBatch(2, { guilds: [aGuild('another')] }), nobody);
      await expect(store.forget()).rejects.toThrow('Another program is still reading the database');
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
      other.exec('commit');
      await store.forget();
      expect(statSync(`${path}-wal`).size).toBe(0);
    });

    it('after a reader has finished, which may read something else meanwhile', async () => {
      await store.commit(aBatch(2, { deltas: [aDelta(start, [{ member: 1, amount: 1 }])] }), nobody);
      let scrubbed: Promise<unknown> | undefined;
      for await (const _piece of store.readCounters(guildId, hoursOfMonth(march))) {
        scrubbed = store.forget();
        expect(await store.tokens(guildId, march)).toMatchObject({ size: 0 });
      }
      await scrubbed;
      expect(statSync(`${path}-wal`).size).toBe(0);
    });

    it('while commits and reports wait their turn', async () => {
      const work = [
        store.forget(),
        store.commit(aBatch(2, { guilds: [aGuild('another')] }), nobody),
        store.guild('another'),
        store.forget(),
        store.commit(aBatch(3), nobody),
      ];
      await Promise.all(work);
      expect(await store.checkpoint()).toMatchObject({ batch: 3, guilds: [{ id: guildId }, { id: 'another' }] });
    });
  });

  describe('says in plain words', () => {
    it('that the disk is full, writes nothing partially, and continues when there is space', async () => {
      await lanes.close();
      const connection = openWriter(path);
      use(new SqliteStore(connection, path));
      const pages = connection.pragma('page_count', { simple: true });
      connection.pragma(`max_page_count = ${pages}`);
      const many = Array.from({ length: 3000 }, (_, index) => aGuild(`guild ${index}`));
      const batch = aBatch(2, { guilds: many, deltas: [aDelta(start, [{ member: 1, amount: 1 }])] });
      await expect(store.commit(batch, nobody)).rejects.toThrow(StoreUnavailable);
      await expect(store.commit(batch, nobody)).rejects.toThrow('The disk is full. Nothing was written');
      expect(await store.checkpoint()).toMatchObject({ batch: 1, guilds: [{ id: guildId }] });
      expect(await store.months(guildId)).toEqual([]);
      connection.pragma('max_page_count = 1000000');
      await store.commit(batch, nobody);
      expect((await store.checkpoint()).guilds).toHaveLength(3001);
    });

    it('that it is locked, after waiting', async () => {
      const other = connect();
      other.exec('begin immediate');
      const commit = store.commit(aBatch(2), nobody);
      setImmediate(() => other.exec('commit'));
      await commit;
      expect((await store.checkpoint()).batch).toBe(2);
    });

    it('that it is damaged, at the start or when a page is read', async () => {
      const page = connect().prepare("select rootpage from sqlite_schema where name = 'gap'").pluck().get() as number;
      others.pop()?.close();
      await lanes.close();
      writeFileSync(path, readFileSync(path).fill(0xee, (page - 1) * 4096, page * 4096));
      expect(() => openSqliteStore({ path, migrationsDirectory })).toThrow('The database is damaged.');
      use(new SqliteStore(new Database(path), path));
      await expect(store.gaps(guildId, hoursOfMonth(march))).rejects.toThrow('The database is damaged.');
      const gap = { guildId, fromMs: 0, toMs: null };
      await expect(store.commit(aBatch(2, { gaps: [gap] }), nobody)).rejects.toThrow(StoreUnavailable);
    });

    it('that its header is damaged, for writing and reading', async () => {
      await lanes.close();
      const schemaFormat = 44; // Its offset in the header, four bytes. SQLite knows the formats 1 to 4.
      writeFileSync(path, readFileSync(path).fill(0xee, schemaFormat, schemaFormat + 4));
      for (const isReadOnly of [false, true]) {
        expect(() => openSqliteStore({ path, migrationsDirectory, isReadOnly })).toThrow('The database is damaged.');
      }
      use(openSqliteStore({ path: join(directory, 'another.db'), migrationsDirectory }));
    });

    it('that it is not a database', () => {
      const other = join(directory, 'other.db');
      writeFileSync(other, 'this is a letter to my mother. '.repeat(300), { mode: 0o600 });
      expect(() => openSqliteStore({ path: other, migrationsDirectory })).toThrow('The database is damaged.');
    });

    it('that other users can read it, or that it cannot be opened', () => {
      chmodSync(path, 0o644);
      for (const isReadOnly of [false, true]) {
        expect(() => openSqliteStore({ path, migrationsDirectory, isReadOnly })).toThrow(`Run: chmod 600 ${path}`);
      }
      chmodSync(path, 0o600);
      const nowhere = join(directory, 'missing', 'census.db');
      expect(() => openSqliteStore({ path: nowhere, migrationsDirectory })).toThrow('The database cannot be opened.');
      expect(() => openSqliteStore({ path: nowhere, migrationsDirectory, isReadOnly: true })).toThrow(StoreUnavailable);
    });
  });
});

function aDelta(
  hour: number,
  members: readonly { member: number; channel?: number; amount: number }[],
  guild = guildId,
): Delta {
  return {
    guildId: guild,
    month: march,
    hours: { from: hour, to: hour + 1 },
    columns: encodeColumns(members.map((counter) => ({ hour, metric: 'msg', channel: 1, ...counter }))),
  };
}
