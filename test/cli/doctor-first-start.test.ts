import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DiscordServer } from '../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { nowMs } from './a-data-folder.ts';
import { examined } from './an-examination.ts';

describe('the doctor before the first start', () => {
  function aFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'census-new-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  it('checks the folder, the token, the intents and the clock, and changes nothing', async () => {
    const server = new DiscordServer({ clock: new SimulatedClock(nowMs) });
    await server.start();
    onTestFinished(() => server.stop());
    const data = join(aFolder(), 'data');
    const { text, faults } = await examined(data, server.apiUrl);
    expect(faults).toEqual([]);
    expect(text).toContain('Census has not been started with it yet. The first start creates it.');
    expect(text).toContain('The token is valid, and both privileged intents are on.');
    expect(text).toContain("The clock of this machine agrees with Discord's.");
    expect(text).toContain('https://discord.com/oauth2/authorize?client_id=');
    expect(existsSync(data)).toBe(false);
  });

  it('reports a missing token', async () => {
    const { faults } = await examined(aFolder());
    expect(faults).toEqual([expect.stringContaining('there is no token here')]);
  });

  it.each([
    ['is a file', (path: string) => writeFileSync(path, ''), 'It is a file.'],
    ['is a dead link', (path: string) => symlinkSync('nowhere', path), 'It is a symbolic link that leads nowhere.'],
    ['others can write to', (path: string) => shared(path), 'Other users can replace files in it.'],
    ['has lost its database', (path: string) => lost(path), 'There is a vault, but no census.db: it was lost.'],
  ])('names a folder that %s', async (_what, make, sentence) => {
    const path = join(aFolder(), 'data');
    make(path);
    expect((await examined(path)).faults[0]).toBe(sentence);
  });

  function shared(path: string): void {
    mkdirSync(path);
    writeFileSync(join(path, 'notes.txt'), '');
    chmodSync(path, 0o777);
  }

  function lost(path: string): void {
    mkdirSync(join(path, 'vault'), { recursive: true });
    writeFileSync(join(path, 'vault/salt'), '');
  }
});
