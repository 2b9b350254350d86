import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import { hourMs } from '../../src/core/time.ts';
import { migrate } from '../../src/store/sqlite/access/migrator.ts';
import { openWriter } from '../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { aBatch, aGuild, nobody } from './a-batch.ts';
import { aDelta, countersOf, messages } from './counters-of.ts';
import { april, fromTop, guildId, march, otherId, start, wholeMonth } from './store-under-test.ts';

const migrationsDirectory = join(import.meta.dirname, '../../migrations');

let directory: string;
let lanes: SqliteStore | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-migrations-'));
});
afterEach(async () => {
  await lanes?.close();
  lanes = undefined;
  rmSync(directory, { recursive: true });
});

it('the migrations bring a database of the first version to the newest with all its data', async () => {
  const path = join(directory, 'census.db');
  writeFirstVersion(path);
  lanes = openSqliteStore({ path, migrationsDirectory });
  const store = lanes.open(0);

  const { prefix, ...laterDefaults } = defaultGuildSettings;
  const checkpoint = await store.checkpoint();
  expect(checkpoint).toMatchObject({
    batch: 41,
    openMonth: april,
    observedUntilMs: 99,
    memberLists: null,
    guilds: [
      { id: guildId, settings: { ...laterDefaults, prefix: '!' }, headcount: 12, firstConnectedMs: 5000, leftMs: 6 },
      { id: otherId, settings: { prefix }, firstConnectedMs: 7000 },
    ],
    channels: new Map([[guildId, [expect.objectContaining({ id: '9', name: 'general' })]]]),
    members: new Map([[guildId, [{ number: 8, token: 0xa000_0008 }]]]),
    voiceSessions: [{ guildId, member: 8, channelId: '9', countedUntilMs: 77 }],
    messagePositions: [],
    openGaps: [{ guildId, fromMs: 3000, toMs: null }],
  });
  // What was counted before is not counted from history, and no month is told that was over long ago.
  expect(checkpoint.guilds).toMatchObject([
    { catchUpFromMs: 5000, announcedMonth: march, isAnnouncementCertain: true, wasAlertedOfMauLimit: false },
    { catchUpFromMs: 7000, announcedMonth: null, isAnnouncementCertain: true, wasAlertedOfMauLimit: false },
  ]);
  expect(await store.months(guildId)).toEqual([
    {
      month: march,
      isSealed: true,
      isSplit: true,
      isImported: false,
      hasTrial: false,
      members: 0,
      saltDestroyedAtMs: null,
    },
  ]);
  expect(await countersOf(store, wholeMonth)).toEqual([messages(start, 3)]);
  expect(await store.gaps(guildId, wholeMonth)).toEqual([
    { guildId, fromMs: 3000, toMs: null },
    { guildId, fromMs: start * hourMs, toMs: start * hourMs + 60_000 },
  ]);

  expect(await store.visitors(guildId)).toEqual([]);
  expect(checkpoint.gatewayPosition).toMatchObject({ shardId: 0, sequence: 6, intents: 0 });
  expect(await lanes.lanes()).toMatchObject([{ lane: 0, batch: 41, openMonth: april, members: 1 }]);

  await store.commit(aBatch(42, { guilds: [aGuild(guildId, { announcedMonth: april })] }), nobody);
  await store.beginRotation(april, april + 1, fromTop());
  await store.openMonth(april + 1);
  await store.noteSaltDestroyed(april, 5);
  expect((await store.checkpoint()).guilds).toMatchObject([{ announcedMonth: april }, {}]);
});

it('of the sessions of several shards, which one lane cannot go on with, none is kept', async () => {
  const path = join(directory, 'census.db');
  writeFirstVersion(path);
  const first = new Database(path);
  first.exec("insert into gateway_position values (1, 2, 'def', 'ws://127.0.0.1:1', 6, '[]')");
  first.close();
  lanes = openSqliteStore({ path, migrationsDirectory });
  expect(await lanes.open(0).checkpoint()).toMatchObject({ batch: 41, gatewayPosition: null });
});

/** As the first version left it: a sealed month, an open one, and settings without the keys that came later. */
function writeFirstVersion(path: string): void {
  const first = mkdtempSync(join(directory, 'first-'));
  for (const name of readdirSync(migrationsDirectory).filter((name) => name.startsWith('0001-'))) {
    copyFileSync(join(migrationsDirectory, name), join(first, name));
  }
  const connection = openWriter(path);
  migrate(connection, first);
  connection.exec(`
    update state set batch = 41, open_month = ${april}, observed_until_ms = 99, has_member_lists = 1;
    insert into guild (key, id, name, settings, headcount, first_connected_ms, left_ms, was_greeted)
    values (3, '${guildId}', 'old', '{"prefix":"!","modRoleIds":[]}', 12, 5000, 6, 1),
           (4, '${otherId}', 'other', '{}', 1, 7000, null, 0);
    insert into gateway_position values (0, 1, 'abc', 'ws://127.0.0.1:1', 6, '[]');
    insert into channel values (3, '9', 'text', 'general', 1, null, 0);
    insert into guild_month (id, guild, month, is_sealed, is_split, member_count, tokens)
    values (6, 3, ${march - 1}, 1, 0, 0, x''), (7, 3, ${march}, 1, 1, 0, x''), (8, 3, ${april}, 0, 0, null, null);
    insert into member values (8, 8, 2684354568);
    insert into voice_session values (3, 8, '9', 77);
    insert into gap values (3, 3, null), (3, ${(start * hourMs) / 1000}, ${(start * hourMs) / 1000 + 60});`);
  connection
    .prepare('insert into segment (id, hours, columns) values (:id, 1, :columns)')
    .run({ id: 7 * 1024, columns: aDelta(messages(start, 3)).columns });
  connection.close();
}
