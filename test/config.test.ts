import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Config, configKeys, loadEnvironmentFile, readConfig, readExportGrain } from '../src/config.ts';
import { UserError } from '../src/core/user-error.ts';

describe('readConfig', () => {
  it('has a default for everything but the token', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc' })).toEqual({
      discordToken: 'abc',
      discordApiUrl: 'https://discord.com/api',
      dataDirectory: './data',
      countAfk: false,
      keepMonths: null,
      countVisitors: false,
      keepVisitorsMonths: 24,
      exportGrain: 'hour',
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

  it('keeps as many months as it is told', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: '3' }).keepMonths).toBe(3);
    expect(readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: '' }).keepMonths).toBe(null);
  });

  it.each(['0', '-1', '1.5', 'three', '3 months', '1e3', '99999'])('does not keep "%s" months', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: value })).toThrow(
      new UserError('KEEP_MONTHS: expected a whole number of months from 1 to 9999, or nothing to keep all'),
    );
  });

  it('counts visitors where it is told, and keeps their totals for two years', () => {
    const visitors = ({ countVisitors, keepVisitorsMonths }: Config) => [countVisitors, keepVisitorsMonths];
    expect(visitors(readConfig({ DISCORD_TOKEN: 'abc' }))).toEqual([false, 24]);
    const given = { DISCORD_TOKEN: 'abc', COUNT_VISITORS: 'true', KEEP_VISITORS_MONTHS: '9999' };
    expect(visitors(readConfig(given))).toEqual([true, 9999]);
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', COUNT_VISITORS: 'some' })).toThrow('expected true or false');
  });

  it.each(['0', '-1', '1.5', 'all', '99999'])('does not keep visitors for "%s" months', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', KEEP_VISITORS_MONTHS: value })).toThrow(
      new UserError('KEEP_VISITORS_MONTHS: expected a whole number of months from 1 to 9999'),
    );
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

describe('readExportGrain', () => {
  it('needs no token, and nothing else to be right', () => {
    expect(readExportGrain({})).toBe('hour');
    expect(readExportGrain({ EXPORT_GRAIN: 'day', KEEP_MONTHS: 'many' })).toBe('day');
    expect(readConfig({ DISCORD_TOKEN: 'abc', EXPORT_GRAIN: 'day' }).exportGrain).toBe('day');
  });

  it('says in one sentence what it expects', () => {
    const fault = new UserError('EXPORT_GRAIN: expected hour or day');
    expect(() => readExportGrain({ EXPORT_GRAIN: 'week' })).toThrow(fault);
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', EXPORT_GRAIN: 'week' })).toThrow(fault);
  });
});
