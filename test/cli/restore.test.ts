import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { backup } from '../../src/cli/backup.ts';
import { restore } from '../../src/cli/restore.ts';
import { Person } from '../../src/core/person.ts';
import { ACensus, guildId } from '../vault/a-census.ts';
import { newerFormat } from '../vault/at-rest/newer-format.ts';
import { aDataFolder, writtenMessages } from './a-data-folder.ts';
import { aTerminal, type Terminal } from './a-terminal.ts';

const counters = [...writtenMessages(Date.UTC(2026, 1, 3), 6), ...writtenMessages(Date.UTC(2026, 2, 3), 2)];

let terminal: Terminal;

const said = () => [...terminal.printed, ...terminal.errors];

beforeEach(() => {
  terminal = aTerminal();
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'census-restore-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A backup, and a folder that does not exist yet. */
async function aBackup(): Promise<{ from: string; data: string; original: string }> {
  const original = await aDataFolder({ counters });
  const folder = aFolder();
  const from = join(folder, 'copy');
  expect(await backup.run(['--data', original, '--out', from], terminal.io)).toBe(0);
  return { from, data: join(folder, 'data'), original };
}

const put = (from: string, data: string) => restore.run(['--from', from, '--data', data], terminal.io);

describe('npm run restore', () => {
  it('makes a private folder from a backup, and changes nothing in the backup', async () => {
    const { from, data } = await aBackup();
    const before = readFileSync(join(from, 'census.db'));
    expect(await put(from, data)).toBe(0);
    expect([data, join(data, 'census.db')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    expect(readFileSync(join(from, 'census.db')).equals(before)).toBe(true);
    expect(said().join('\n')).toContain('1 server, counted until 2026-03-14 18:29:55 UTC.');
    expect(said().join('\n')).toContain('March 2026 is over: the bot closes it when it starts.');
    expect(said().join('\n')).toContain(`copy its optout.db and optout.key into ${join(data, 'vault')}`);
  });

  it('uses DATA_DIR by default', async () => {
    const { from, data } = await aBackup();
    const { io } = aTerminal({ environment: { DATA_DIR: data } });
    expect(await restore.run(['--from', from], io)).toBe(0);
    expect(existsSync(join(data, 'census.db'))).toBe(true);
  });

  it('accepts a plain copy of a killed bot, with its journal', async () => {
    const folder = aFolder();
    const original = await aDataFolder({ counters });
    const writer = new Database(join(original, 'census.db'));
    writer.pragma('journal_mode = wal');
    writer.exec("update guild set name = 'only in the journal'");
    for (const name of ['census.db', 'census.db-wal']) copyFileSync(join(original, name), join(folder, name));
    writer.close();
    const data = join(folder, 'data');
    expect(await put(folder, data)).toBe(0);
    const reader = new Database(join(data, 'census.db'), { readonly: true });
    expect(reader.prepare('select name from guild').pluck().get()).toBe('only in the journal');
    reader.close();
  });

  it.each([
    ['nothing', () => {}, /expected a folder with the census\.db of a backup/],
    [
      'an empty file',
      (from: string) => writeFileSync(join(from, 'census.db'), ''),
      /the database is empty, .*npm run backup$/,
    ],
    [
      'a text',
      (from: string) => writeFileSync(join(from, 'census.db'), 'hello'.repeat(999)),
      /found another file or a damaged one/,
    ],
    [
      'a link',
      (from: string) => symlinkSync('/etc/hosts', join(from, 'census.db')),
      /expected a folder with the census\.db/,
    ],
    ["another program's database", (from: string) => foreign(join(from, 'census.db')), /another program's/],
    [
      'a newer database',
      (from: string) => altered(from, 'pragma user_version = 999'),
      /version 999, and this Census knows/,
    ],
    ['a damaged one', (from: string) => damaged(from), /the database is damaged; take an earlier backup/],
    ['no opt-out list', (from: string) => altered(from, listed), /expected optout\.db and optout\.key/],
    ['half a list', (from: string) => writeFileSync(join(from, 'optout.key'), ''), /only .*optout\.key exists/],
    ['a damaged list', (from: string) => badList(from), /optout\.db\) is damaged/],
    ['a list of a newer Census', (from: string) => newerList(from), /install the Census that wrote it/],
  ])('refuses %s, and leaves nothing behind', async (what, make, sentence) => {
    const { from, data } = await aBackup();
    if (!/newer|damaged|list/.test(what)) rmSync(join(from, 'census.db'));
    make(from);
    await expect(put(from, data)).rejects.toThrow(sentence);
    for (const name of ['census.db', 'census.db.part', 'vault/optout.db', 'vault/optout.key']) {
      expect([name, existsSync(join(data, name))]).toEqual([name, false]);
    }
  });

  it('leaves nothing behind if it is interrupted while it copies the list', async () => {
    const census = await ACensus.open();
    onTestFinished(() => rmSync(census.directory, { recursive: true, force: true }));
    await census.vault.setOptedOut(guildId, new Person('200000000000000001'), true);
    await census.countMessages([]);
    await census.close();
    const folder = aFolder();
    const [from, data] = [join(folder, 'copy'), join(folder, 'data')];
    expect(await backup.run(['--data', census.directory, '--out', from], terminal.io)).toBe(0);

    const left: string[][] = [];
    const exit = () => left.push(readdirSync(data), readdirSync(join(data, 'vault')));
    // What happens after the exit does not matter.
    const ended = restore.run(['--from', from, '--data', data], { ...terminal.io, exit }).catch(() => {});
    while (!existsSync(join(data, 'vault/optout.key'))) await nextTurn();
    terminal.interrupt();
    await ended;
    expect(left).toEqual([['vault'], []]);
  });

  it.each([
    ['counters', 'census.db', /has census\.db\. Stop the bot and move them away first$/],
    ['a journal', 'census.db-wal', /has census\.db-wal\./],
    ['a vault', 'vault/salt', /has vault\./],
  ])('refuses a folder that has %s', async (_what, name, sentence) => {
    const { from, data } = await aBackup();
    mkdirSync(join(data, 'vault'), { recursive: true });
    writeFileSync(join(data, name), 'precious');
    await expect(put(from, data)).rejects.toThrow(sentence);
    expect(readFileSync(join(data, name), 'utf8')).toBe('precious');
  });
});

const listed = `update member_lists
  set generation = 1, entries = 1, key_check = zeroblob(16), lists_check = zeroblob(16)`;

function altered(from: string, sql: string): void {
  const database = new Database(join(from, 'census.db'));
  database.exec(sql);
  database.close();
}

function foreign(path: string): void {
  const database = new Database(path);
  database.exec('create table recipe (name text); pragma user_version = 3');
  database.close();
}

function damaged(from: string): void {
  const path = join(from, 'census.db');
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, 4096 * 3 + 8, 4096 * 5));
}

function badList(from: string): void {
  writeFileSync(join(from, 'optout.key'), Buffer.alloc(32));
  writeFileSync(join(from, 'optout.db'), 'hello'.repeat(999));
}

function newerList(from: string): void {
  const header = Buffer.alloc(64);
  header.write('CensusVault\0', 'latin1');
  header.writeUInt32BE(1, 12);
  badList(from);
  writeFileSync(join(from, 'optout.db'), newerFormat(header));
}

describe('npm run backup', () => {
  const make = (data: string, out: string, ...more: string[]) =>
    backup.run(['--data', data, '--out', out, ...more], terminal.io);

  it.each([
    ['within DATA_DIR', (data: string) => join(data, 'copy'), /expected a folder outside of the bot's DATA_DIR/],
    ['that is DATA_DIR', (data: string) => data, /expected a folder outside of the bot's DATA_DIR/],
    ['in no folder', () => join(aFolder(), 'missing', 'copy'), /there is no folder .*missing$/],
    ['that is a file', () => aFile(), /expected a folder, but .* is a file/],
    ['that is a link', () => aLink(), /expected a folder, but .* is a symbolic link: name the folder itself/],
    ['with other files', () => withNotes(), /has other files in it/],
  ])('refuses a folder %s, by force too', async (_what, place, sentence) => {
    const data = await aDataFolder({ counters });
    const out = place(data);
    await expect(make(data, out)).rejects.toThrow(sentence);
    await expect(make(data, out, '--force')).rejects.toThrow(sentence);
  });

  it('follows no link in the place of its files', async () => {
    const { from, original } = await aBackup();
    const elsewhere = join(aFolder(), 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    rmSync(join(from, 'census.db'));
    for (const name of ['census.db', 'census.db.part']) symlinkSync(elsewhere, join(from, name));
    expect(await make(original, from, '--force')).toBe(0);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
    expect(statSync(join(from, 'census.db')).size).toBeGreaterThan(4096);
  });

  it('says that the list is missing if members have opted out, and copies the counters', async () => {
    const { from, original } = await aBackup();
    altered(original, listed);
    expect(await make(original, from, '--force')).toBe(1);
    expect(said().join('\n')).toContain('vault/optout.db is missing, but members have opted out');
  });

  it('needs counters, and a folder', async () => {
    await expect(make(aFolder(), join(aFolder(), 'copy'))).rejects.toThrow(
      '--data: expected a folder with a census.db',
    );
    await expect(backup.run([], terminal.io)).rejects.toThrow('--out: expected a folder for the copy');
    await expect(restore.run([], terminal.io)).rejects.toThrow('--from: expected the folder of a backup');
  });
});

function aFile(): string {
  const path = join(aFolder(), 'file');
  writeFileSync(path, '');
  return path;
}

function aLink(): string {
  const path = join(aFolder(), 'link');
  symlinkSync(aFolder(), path);
  return path;
}

function withNotes(): string {
  const folder = aFolder();
  writeFileSync(join(folder, 'notes.txt'), '');
  return folder;
}
