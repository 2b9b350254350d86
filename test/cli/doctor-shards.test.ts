import { readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataDirectory } from '../../src/app/data-directory.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { SaltFile } from '../../src/vault/at-rest/salt-file.ts';
import { projectRoot } from '../project-root.ts';
import { aDataFolder, february, march, nowMs, writtenMessages } from './a-data-folder.ts';
import { examined } from './an-examination.ts';

/** The guild of the folder is on shard 0 of these. */
const lanes = 3;
const hourMs = 3_600_000;

/** The lines of a section, without its title. */
function section(text: string, title: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(title) + 1;
  const end = lines.findIndex((line, index) => index >= start && !line.startsWith(' '));
  return lines.slice(start, end === -1 ? undefined : end);
}

describe('the doctor with several shards', () => {
  it('says once what is the same in all of them', async () => {
    const data = await aDataFolder({ lanes, counters: writtenMessages(Date.UTC(2026, 2, 3), 2) });
    for (const name of ['salt', 'salt-1', 'salt-2']) drawnAt(data, name, Date.UTC(2026, 2, 1));
    const { text, faults } = await examined(data);
    expect(faults).toEqual([]);
    expect(section(text, 'The bot')).toEqual([
      `  · The bot is running (process ${process.pid}). For all of its shards, 0 to 2, it last wrote at ` +
        '2026-03-14 18:29:55 UTC, 5 s ago.',
    ]);
    expect(section(text, 'The open month')).toEqual([
      expect.stringMatching(/^ {2}· March 2026 is open: 2 hashes of counted members/),
      '  · The salt of March 2026 was drawn at 2026-03-01 00:00:00 UTC, 13 d 18 h ago.',
    ]);
    expect(section(text, 'The server Kitchen')[0]).toBe('  · On shard 0.');
  });

  it('shows both ends if the salts were drawn at different times', async () => {
    const data = await aDataFolder({ lanes });
    for (const [index, name] of ['salt', 'salt-1', 'salt-2'].entries())
      drawnAt(data, name, Date.UTC(2026, 2, 1 + index));
    expect((await examined(data)).text).toContain(
      'The salts of March 2026, one a shard, were drawn from 2026-03-01 00:00:00 to 2026-03-03 00:00:00 UTC, ' +
        'the first 13 d 18 h ago.',
    );
  });

  it('names the shard that is behind', async () => {
    const { text, faults } = await examined(
      await aDataFolder({ lanes, unlike: { 1: { observedUntilMs: nowMs - 2 * hourMs } } }),
    );
    expect(faults).toEqual(['Shard 1 is behind: it last wrote at 2026-03-14 16:30:00 UTC, 2 h ago.']);
    expect(section(text, 'The bot')[0]).toContain(
      'For its other shards of 0 to 2 it last wrote at 2026-03-14 18:29:55 UTC, 5 s ago.',
    );
    expect(text).toContain('What to do: read the log of the bot: it says what delays a shard.');
  });

  it('names several shards that are behind, each with its time', async () => {
    const unlike = { 0: { observedUntilMs: nowMs - hourMs }, 2: { observedUntilMs: nowMs - 2 * hourMs } };
    const { faults, text } = await examined(await aDataFolder({ lanes, unlike }));
    expect(faults).toEqual([
      '2 shards are behind: shard 0 last wrote at 2026-03-14 17:30:00 UTC, 1 h ago, ' +
        'shard 2 last wrote at 2026-03-14 16:30:00 UTC, 2 h ago.',
    ]);
    // Its server is on one of them, so the time since then is not observed.
    expect(text).toContain('Gap since 2026-03-14 17:30:00 UTC (1 h), still open.');
  });

  it('shows the earliest time if all are silent, or the bot is off', async () => {
    const observedUntilMs = nowMs - hourMs;
    const unlike = { 2: { observedUntilMs: observedUntilMs - 60_000 } };
    const silent = await examined(await aDataFolder({ lanes, observedUntilMs, unlike }));
    expect(silent.faults).toEqual([expect.stringContaining('it last wrote at 2026-03-14 17:29:00 UTC, 1 h 1 min ago')]);
    const off = await examined(await aDataFolder({ lanes, observedUntilMs, unlike, isAlive: null }));
    expect(off.faults).toEqual([]);
    expect(off.text).toContain(
      'For all of its shards, 0 to 2, it last wrote at 2026-03-14 17:29:00 UTC, 1 h 1 min ago.',
    );
  });

  it('names the shard whose month is over, and counts the hashes of each month', async () => {
    const data = await aDataFolder({
      lanes,
      counters: writtenMessages(Date.UTC(2026, 2, 3), 2),
      unlike: { 2: { openMonth: february } },
    });
    const { text, faults } = await examined(data);
    expect(faults).toEqual([
      'Shard 2: February 2026 has been over for 13 d 18 h and is still open: its hashes and its salt are not destroyed yet.',
    ]);
    expect(text).toContain('Shard 2: February 2026 is open: 0 hashes of counted members');
    expect(text).toContain('Shards 0, 1: March 2026 is open: 2 hashes of counted members');
    expect(text).toMatch(/Shard 2: the salt of February 2026 was drawn at/);
  });

  it('names the shard whose month is still closing', async () => {
    const data = await aDataFolder({ lanes, isAlive: null, unlike: { 2: { openMonth: february } } });
    const { database } = openDataDirectory(data);
    const store = openSqliteStore({ path: database, migrationsDirectory: join(projectRoot, 'migrations/sqlite') });
    await store.open(2).beginRotation(february, march, (count) => new Uint32Array(count));
    await store.close();
    await new SaltFile(join(data, 'vault/salt-2')).wipe((size) => Buffer.alloc(size, 7));
    const { text, faults } = await examined(data);
    expect(faults).toEqual([
      'Shard 2: February 2026 has been over for 13 d 18 h and is still closing: its hashes and its salt are not destroyed yet.',
    ]);
    expect(text).toContain('Shard 2: the salt is destroyed.');
    expect(text).toContain('npm run seal');
  });

  it('names shards whose salt is missing, or of another month', async () => {
    const data = await aDataFolder({ lanes });
    rmSync(join(data, 'vault/salt-1'));
    await new SaltFile(join(data, 'vault/salt-2')).draw(february, (size) => Buffer.alloc(size, 7));
    expect((await examined(data)).faults).toEqual([
      'Shard 1: the salt is missing: after the next start the month continues, and one person may be counted as two.',
      'Shard 2: the salt is of February 2026, but the counters are of March 2026.',
    ]);
    for (const name of ['salt', 'salt-2']) rmSync(join(data, 'vault', name));
    expect((await examined(data)).faults).toEqual([expect.stringMatching(/^The salt is missing: /)]);
  });

  it('finds the salt of a shard that no longer exists, even with one shard', async () => {
    for (const count of [1, 2]) {
      const data = await aDataFolder({ lanes: count, isAlive: null });
      await new SaltFile(join(data, 'vault/salt-7')).draw(february, (size) => Buffer.alloc(size, 7));
      const before = readdirSync(join(data, 'vault'));
      const { faults, text } = await examined(data);
      expect(faults).toEqual([
        'Left of a shard that no longer exists: vault/salt-7. With a salt and its hashes, members can still be identified.',
      ]);
      expect(text).toContain('What to do: start the bot: it destroys them.');
      expect(readdirSync(join(data, 'vault'))).toEqual(before);
    }
  });
});

function drawnAt(data: string, name: string, timeMs: number): void {
  utimesSync(join(data, 'vault', name), new Date(timeMs), new Date(timeMs));
}
