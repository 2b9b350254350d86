import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noMoments } from '../../../src/columns/moments.ts';
import { spreadOf } from '../../../src/columns/spread.ts';
import { defaultGuildSettings, type GuildSettings } from '../../../src/core/guild-settings.ts';
import { openWriter } from '../../../src/store/sqlite/access/sqlite-connection.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { readCountedAbove, readKeptReport, readSettings } from '../../../src/store/sqlite/read/stored-json.ts';
import { keptRow } from '../../columns/report-rows.ts';
import { projectRoot } from '../../project-root.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';

const guildId = '300000000000000001';
const given: GuildSettings = {
  prefix: '!',
  modRoleIds: ['1'],
  modChannelIds: ['2'],
  ignoredChannelIds: ['3'],
  ignoredRoleIds: ['4'],
  optOutRoleId: '5',
  linkDomains: ['example.org'],
  backfillFromMonth: 2018 * 12,
  reportChannelId: '6',
  pictures: 'light',
  digest: 'weekly',
  digestHour: 17,
  digestChannelId: '7',
  scheduledEvents: 'off',
  noticesOff: ['voice', 'hours'],
  timezone: 'Europe/Berlin',
  language: 'fr',
};

describe('the settings of a guild', () => {
  it('are read as written', () => {
    expect(readSettings(JSON.stringify(given))).toEqual({ settings: given, isWhole: true });
    expect(readSettings('{}')).toEqual({ settings: defaultGuildSettings, isWhole: true });
  });

  it.each(Object.keys(given))('keep all others if %s is invalid', (name) => {
    for (const value of [null, -7, 'x'.repeat(9), '', { a: 1 }, ['x'], [null], true]) {
      const { settings, isWhole } = readSettings(JSON.stringify({ ...given, [name]: value }));
      if (isWhole) continue; // Null is valid for some settings.
      expect(settings).toEqual({ ...given, [name]: defaultGuildSettings[name as keyof GuildSettings] });
    }
    expect(readSettings(JSON.stringify({ ...given, [name]: -7 })).isWhole).toBe(false);
  });

  it.each(['', '{', 'null', '7', '"x"', 'undefined', 'NaN'])('are the default for %j', (json) => {
    expect(readSettings(json)).toEqual({ settings: defaultGuildSettings, isWhole: false });
  });
});

describe('the sequence numbers above a position', () => {
  it('are read as written', () => {
    expect(readCountedAbove('[]', 3)).toEqual([]);
    expect(readCountedAbove('[5,6,9]', 3)).toEqual([5, 6, 9]);
  });

  it.each(['', 'null', '{}', '[3]', '[1]', '[9,5]', '[5,5]', '["5"]', '[5.5]', '[null]', '[1e15]'])(
    'are none where %s stands',
    (json) => {
      expect(readCountedAbove(json, 3)).toBe(null);
    },
  );
});

describe('the report of a pruned month', () => {
  const row = {
    ...keptRow(
      { totalUsers: 9, joins: 1, parts: 0 },
      spreadOf({ users: 2, total: 7, squares: 25n }),
      spreadOf(noMoments),
    ),
    voiceHours: { notKnown: 'imported' },
  };

  it('is read as written', () => {
    expect(readKeptReport(JSON.stringify(row))).toEqual(row);
  });

  it.each(Object.keys(row))('is not read if %s is invalid', (name) => {
    for (const value of ['x', -1, [], {}, null, { notKnown: 7 }, { notKnown: 'a b' }]) {
      expect(readKeptReport(JSON.stringify({ ...row, [name]: value }))).toBeNull();
    }
  });

  it.each(['', 'null', '7', '"x"'])('is not read from %j', (json) => {
    expect(readKeptReport(json)).toBeNull();
  });
});

it('invalid JSON does not prevent a database from being opened', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-json-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'census.db');
  const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
  const store = openSqliteStore({ path, migrationsDirectory });
  const position = { shardId: 0, shardCount: 1, sessionId: 's', resumeUrl: 'wss://x', intents: 0, sequence: 3 };
  await store
    .open(0)
    .commit(aBatch(1, { guilds: [aGuild(guildId, {})], gatewayPosition: { ...position, countedAbove: [5] } }), nobody);
  await store.close();
  await fc.assert(
    fc.asyncProperty(fc.json(), async (text) => {
      const writer = openWriter(path);
      writer.prepare('update guild set settings = :text').run({ text });
      writer.prepare('update gateway_position set counted_above = :text').run({ text });
      writer.close();
      const reopened = openSqliteStore({ path, migrationsDirectory, isReadOnly: true });
      const checkpoint = await reopened.open(0).checkpoint();
      expect(Object.keys(checkpoint.guilds[0]?.settings ?? {})).toEqual(Object.keys(defaultGuildSettings));
      expect(checkpoint.gatewayPosition?.countedAbove ?? []).toBeInstanceOf(Array);
      await reopened.close();
    }),
    { numRuns: 30 },
  );
});
