import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { configKeys, loadEnvironmentFile, readConfig } from '../src/config.ts';

describe('readConfig', () => {
  it('has a default for everything but the token', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc' })).toEqual({
      discordToken: 'abc',
      discordApiUrl: 'https://discord.com/api',
      dataDirectory: './data',
      countAfk: false,
      logLevel: 'info',
    });
  });

  it('takes the token from a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), 'token');
    writeFileSync(path, 'abc\n');
    expect(readConfig({ DISCORD_TOKEN_FILE: path }).discordToken).toBe('abc');
  });

  it('takes from a file what the environment does not say', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), '.env');
    writeFileSync(path, 'CENSUS_TEST_A="from the file" # a comment\nCENSUS_TEST_B=from the file\n');
    vi.stubEnv('CENSUS_TEST_A', undefined);
    vi.stubEnv('CENSUS_TEST_B', 'from outside');
    loadEnvironmentFile(path);
    loadEnvironmentFile(`${path}.missing`);
    expect([process.env.CENSUS_TEST_A, process.env.CENSUS_TEST_B]).toEqual(['from the file', 'from outside']);
    vi.unstubAllEnvs();
  });

  it('treats an empty value as none', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', DATA_DIR: '', COUNT_AFK: '' })).toMatchObject({ countAfk: false });
  });

  it('names what is missing and the demo', () => {
    expect(() => readConfig({})).toThrow(/^DISCORD_TOKEN is missing: .*npm run demo$/);
  });

  it('names every fault at once, and shows no value', () => {
    const faults = { DISCORD_TOKEN: 'a b', COUNT_AFK: 'perhaps', LOG_LEVEL: 'loud', DISCORD_API_URL: 'not an address' };
    expect(() => readConfig(faults)).toThrow(/DISCORD_API_URL[\s\S]*COUNT_AFK[\s\S]*LOG_LEVEL[\s\S]*DISCORD_TOKEN/);
    expect(() => readConfig(faults)).not.toThrow(/perhaps|loud|not an address|a b/);
  });

  it.each(['http://discord.com/api', 'http://192.168.1.5/api'])(
    'refuses to send the token in the clear to %s',
    (url) => {
      expect(() => readConfig({ DISCORD_TOKEN: 'abc', DISCORD_API_URL: url })).toThrow(/expected https/);
    },
  );

  it('talks in the clear to this machine', () => {
    const url = 'http://127.0.0.1:4000/api/';
    expect(readConfig({ DISCORD_TOKEN: 'abc', DISCORD_API_URL: url }).discordApiUrl).toBe('http://127.0.0.1:4000/api');
  });

  it('is documented in .env.example, key by key', () => {
    const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');
    const documented = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...configKeys].sort());
  });
});
