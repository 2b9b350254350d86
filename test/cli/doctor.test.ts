import { chmodSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDataDirectory } from '../../src/app/data-directory.ts';
import { doctor } from '../../src/cli/doctor.ts';
import { UserError } from '../../src/core/errors.ts';
import { defaultGuildSettings } from '../../src/core/guild-settings.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { art, general, guildId } from '../cast.ts';
import { projectRoot } from '../project-root.ts';
import { aDataFolder, artThread, february, nowMs, writtenMessages } from './a-data-folder.ts';
import { aTerminal } from './a-terminal.ts';
import { examined } from './an-examination.ts';

describe('the doctor', () => {
  it('finds nothing to do if all is well', async () => {
    const counters = [...writtenMessages(Date.UTC(2026, 1, 3), 6), ...writtenMessages(Date.UTC(2026, 2, 3), 2)];
    const { text, faults } = await examined(await aDataFolder({ counters }));
    expect(faults).toEqual([]);
    expect(text).toContain(`The bot is running (process ${process.pid})`);
    expect(text).toContain('Counting since 2026-02-01 00:00:00 UTC');
    expect(text).toContain('Observed of the last day: 100.0 %');
    expect(text).toContain('March 2026: open, 2 members; not anonymised yet');
    expect(text).toContain('February 2026: sealed, 6 members anonymised, salt destroyed at 2026-03-01 00:00:07 UTC');
    expect(text).toContain('March 2026 is open: 2 hashes of counted members');
    expect(text).toContain('Discord was not asked about intents, permissions and channels: there is no token here.');
  });

  it('says which counters will be deleted, and when', async () => {
    const data = await aDataFolder({ counters: writtenMessages(Date.UTC(2026, 1, 3), 6) });
    const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
    const store = openSqliteStore({ path: openDataDirectory(data).database, migrationsDirectory });
    await store.open(0).announceDeletions(february + 1, nowMs);
    await store.close();
    const { text } = await examined(data);
    expect(text).toContain(
      'The counters of February 2026 will be deleted after 15 March 2026, 18:30 UTC (KEEP_MONTHS).',
    );
  });

  it('shows every gap with its times and its effect', async () => {
    const at = (day: number, hour: number) => Date.UTC(2026, 2, day, hour);
    const gaps = [
      { guildId, fromMs: at(2, 0), toMs: at(2, 12) },
      ...[3, 4, 5, 6].map((day) => ({ guildId, fromMs: at(day, 1), toMs: at(day, 2) + 5000 })),
      { guildId, fromMs: at(14, 6), toMs: at(14, 12), headcountChange: -3 },
    ];
    const { text, faults } = await examined(await aDataFolder({ batch: { gaps } }));
    expect(faults).toEqual([]);
    expect(text).toContain('Gap 2026-03-02 00:00:00 to 2026-03-02 12:00:00 UTC (12 h).');
    expect(text).toContain('Gap 2026-03-06 01:00:00 to 2026-03-06 02:00:05 UTC (1 h).');
    expect(text).toContain('after which there were 3 members fewer');
    expect(text.match(/Gap/g)).toHaveLength(6);
    // 18 hours and four times 1 h 5 s of 13 days and 18.5 hours; 6 of 24.5 hours; nothing of February.
    expect(text).toContain('Observed of March 2026, until now: 93.3 %');
    expect(text).toContain('Observed of the last day: 75.5 %');
    expect(text).toContain('Observed of February 2026: 100.0 %');
  });

  it('counts the time since the bot was stopped as not observed', async () => {
    const { text, faults } = await examined(
      await aDataFolder({ isAlive: null, observedUntilMs: nowMs - 12 * 3_600_000 }),
    );
    expect(faults).toEqual([]);
    expect(text).toContain('The bot is not running. It last wrote at 2026-03-14 06:30:00 UTC, 12 h ago.');
    expect(text).toContain('Gap since 2026-03-14 06:30:00 UTC (12 h), still open.');
    expect(text).toContain('Observed of the last day: 51.0 %');
  });

  it('says that a bot died, hangs, or does not reach Discord', async () => {
    const dead = await examined(await aDataFolder({ isAlive: false }));
    expect(dead.faults).toEqual([expect.stringContaining('was not stopped properly')]);
    expect(dead.text).toContain('What to do: start it again with npm start');

    const hanging = await examined(await aDataFolder({ observedUntilMs: nowMs - 3_600_000 }));
    expect(hanging.faults).toEqual([expect.stringContaining('1 h ago')]);

    const gaps = [{ guildId, fromMs: nowMs - 1_800_000, toMs: null }];
    const cutOff = await examined(await aDataFolder({ batch: { gaps } }));
    expect(cutOff.faults).toEqual(['Gap since 2026-03-14 18:00:00 UTC (30 min), still open.']);
  });

  it('names the channels with messages that are still to be counted, a thread by its channel', async () => {
    const gaps = [{ afterId: '1', beforeId: '9' }];
    const position = { guildId, lastId: '9', readUpToId: null, gaps };
    const messagePositions = [
      { ...position, channelId: artThread },
      { ...position, channelId: general },
      { ...position, channelId: '510000000000000009', gaps: [] },
    ];
    const { text } = await examined(
      await aDataFolder({ batch: { threads: [{ guildId, id: artThread, channelId: art }], messagePositions } }),
    );
    expect(text).toContain('still to be counted from the history of 2 channels and threads: #art, #general.');
  });

  it('reports an ended month that is still open: at once if the bot is off, after hours if it is running', async () => {
    const off = await examined(await aDataFolder({ openMonth: february, isAlive: null }));
    expect(off.faults).toEqual([
      expect.stringContaining('February 2026 has been over for 13 d 18 h and is still open'),
    ]);
    expect(off.text).toContain('npm run seal');

    const running = await examined(await aDataFolder({ openMonth: february }));
    expect(running.faults).toEqual(off.faults);
    expect(running.text).toContain('read the log of the bot');
  });

  it('shows how old the salt is, and that it is missing or of another month', async () => {
    const data = await aDataFolder();
    const salt = join(data, 'vault/salt');
    utimesSync(salt, new Date(Date.UTC(2026, 2, 1)), new Date(Date.UTC(2026, 2, 1)));
    expect((await examined(data)).text).toContain('was drawn at 2026-03-01 00:00:00 UTC, 13 d 18 h ago');

    await new SaltFile(salt).draw(february, (size) => Buffer.alloc(size, 7));
    expect((await examined(data)).faults).toEqual([
      'The salt is of February 2026, but the counters are of March 2026.',
    ]);
    for (const wiped of [Buffer.alloc(64), Buffer.alloc(64, 0xab)]) {
      writeFileSync(salt, wiped);
      expect((await examined(data)).faults).toEqual([expect.stringContaining('The salt is missing')]);
    }
  });

  it('says that the counters are lost if a used vault is beside an empty database', async () => {
    const data = await aDataFolder({ isAlive: null });
    const { database } = openDataDirectory(data);
    rmSync(database);
    await openSqliteStore({ path: database, migrationsDirectory: join(projectRoot, 'migrations/sqlite') }).close();
    const { faults } = await examined(data);
    expect(faults).toEqual([
      'The vault has the salt of March 2026, but census.db has no open month: it was lost or replaced.',
    ]);
  });

  it('says which files other users can read, and reads no counters that they can read', async () => {
    const data = await aDataFolder();
    const salt = join(data, 'vault/salt');
    chmodSync(salt, 0o640);
    const { text, faults } = await examined(data);
    expect(faults).toEqual([`Other users of this machine may have access to ${salt} (mode 640).`]);
    expect(text).toContain(`What to do: chmod 600 ${salt}`);

    chmodSync(join(data, 'census.db'), 0o604);
    expect((await examined(data)).faults.at(-1)).toBe('They cannot be read.');
  });

  it('measures on the last sealed month what can be inferred', async () => {
    const counters = [
      ...writtenMessages(Date.UTC(2026, 1, 3, 10), 6),
      ...writtenMessages(Date.UTC(2026, 1, 3, 11), 4),
      ...writtenMessages(Date.UTC(2026, 1, 3, 12), 1),
      ...writtenMessages(Date.UTC(2026, 1, 3, 13), 1),
      ...writtenMessages(Date.UTC(2026, 2, 3, 13), 9),
    ];
    const { text } = await examined(await aDataFolder({ counters }));
    expect(text).toContain('by February 2026: of 4 cells');
    expect(text).toContain('75 % have fewer than five people and 50 % only one');
    expect(text).toContain('16 % of 6 members are alone in at least one cell');
  });

  it('distinguishes a closing month from one that nothing closes', async () => {
    const unsealed = async (isAlive: boolean | null) => {
      const data = await aDataFolder({ counters: writtenMessages(Date.UTC(2026, 1, 3), 6), isAlive });
      const database = new Database(join(data, 'census.db'));
      database.exec('update guild_month set is_sealed = 0, salt_destroyed_at_ms = null');
      database.close();
      return examined(data);
    };
    const running = await unsealed(true);
    expect(running.text).toContain('February 2026: closing; it is sealed once its salt is known to be destroyed.');
    expect(running.faults).toEqual([]);
    expect((await unsealed(null)).faults).toEqual(['February 2026: neither open nor sealed.']);
  });

  it('names the months in which Census had to start again', async () => {
    const data = await aDataFolder({ counters: writtenMessages(Date.UTC(2026, 1, 3), 6) });
    const store = openSqliteStore({
      path: openDataDirectory(data).database,
      migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
    });
    await store.open(0).markSplit(february);
    await store.close();
    expect((await examined(data)).text).toContain(
      'In February 2026 Census had to begin again under new tokens: one person may be counted there as two.',
    );
  });

  it('changes no file', async () => {
    const data = await aDataFolder();
    const before = ['census.db', 'pid', 'vault/salt'].map((name) => stateOf(join(data, name)));
    await examined(data);
    expect(['census.db', 'pid', 'vault/salt'].map((name) => stateOf(join(data, name)))).toEqual(before);
  });

  it('removes control characters from names', async () => {
    const { text } = await examined(await aDataFolder({ guild: { name: 'Kit\u001b[2Jchen\u202e' } }));
    expect(text).toContain('The server Kit [2Jchen');
    expect(text).not.toMatch(/\p{Cf}|(?!\n)\p{Cc}/u);
  });
});

it('the doctor says that settings cannot be read', async () => {
  const damaged = { ...defaultGuildSettings, ignoredRoleIds: 'none' } as never;
  const { text, faults } = await examined(await aDataFolder({ guild: { settings: damaged } }));
  expect(text).toContain('Some of the settings cannot be read');
  expect(faults).toHaveLength(1);
});

describe('the doctor of months that were only imported', () => {
  it('shows no coverage, because Census was never there', async () => {
    const leftMs = Date.UTC(2026, 2, 14, 18);
    const counters = writtenMessages(Date.UTC(2026, 1, 3), 6);
    const data = await aDataFolder({ counters, isAlive: null, guild: { firstConnectedMs: leftMs, leftMs } });
    const { text } = await examined(data);
    expect(text).toContain('Census has not been in it yet; its data was imported.');
    expect(text).not.toMatch(/Counting since|Seen of|Gap/);
  });
});

describe('npm run doctor', () => {
  beforeEach(() => {
    // A developer's own token must not be used.
    vi.stubEnv('DISCORD_TOKEN', '');
    vi.stubEnv('DISCORD_TOKEN_FILE', '');
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('prints its findings, and exits with 1 if something needs action', async () => {
    const { io, printed } = aTerminal();
    const data = await aDataFolder({ isAlive: false });
    expect(await doctor.run(['--data', data], io)).toBe(1);
    const text = printed.join('\n');
    expect(text).toMatch(/\n {2}! .*\n {4}What to do: /);
    expect(text).toMatch(/\d+ findings? needs? action\.$/);
    expect(text).not.toMatch(/\d{15}/);
  });

  it('exits with 0 if nothing does', async () => {
    const { io, printed } = aTerminal({ nowMs });
    expect(await doctor.run(['--data', await aDataFolder()], io)).toBe(0);
    expect(printed.at(-1)).toBe('Nothing needs action.');
  });

  it('checks the folder in DATA_DIR, and the named server', async () => {
    const { io, printed } = aTerminal({ environment: { DATA_DIR: await aDataFolder() } });
    await doctor.run(['--guild', 'kitchen'], io);
    expect(printed.join('\n')).toContain('The server Kitchen');
    await expect(doctor.run(['--guild', 'Attic'], io)).rejects.toThrow(UserError);
  });
});

function stateOf(path: string): string {
  return `${readFileSync(path).toString('hex')} ${statSync(path).mtimeMs} ${statSync(path).mode}`;
}
