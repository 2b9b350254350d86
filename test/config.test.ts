import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Config,
  configKeys,
  readConfig,
  readDataDirectory,
  readEnvironment,
  readExportGrain,
} from '../src/config.ts';
import { UserError } from '../src/core/errors.ts';

describe('readConfig', () => {
  it('has a default for everything but the token', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc' })).toEqual({
      discordToken: 'abc',
      discordApiUrl: 'https://discord.com/api',
      dataDirectory: './data',
      shards: 'auto',
      countAfk: false,
      trialDays: 0,
      keepMonths: null,
      mauMax: null,

      countVisitors: false,
      keepVisitorsMonths: 24,
      exportGrain: 'hour',
      metricsAddress: null,
      metricsHosts: [],
      logLevel: 'info',
    });
  });

  it('reads the token from a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), 'token');
    writeFileSync(path, 'abc\n');
    expect(readConfig({ DISCORD_TOKEN_FILE: path }).discordToken).toBe('abc');
  });

  it('reads from a file what the environment does not set', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), '.env');
    writeFileSync(path, 'CENSUS_TEST_A="from the file" # a comment\nCENSUS_TEST_B=from the file\n');
    const own = { CENSUS_TEST_B: 'from outside' };
    expect(readEnvironment(path, own)).toEqual({ CENSUS_TEST_A: 'from the file', CENSUS_TEST_B: 'from outside' });
    expect(readEnvironment(`${path}.missing`, own)).toEqual(own);
  });

  it.each(['abc', ' abc ', 'abc\r\n', '"abc"', "'abc' ", '" abc "', '\ufeffabc'])(
    'finds the token in %j',
    (written) => {
      const path = join(mkdtempSync(join(tmpdir(), 'census-')), 'token');
      writeFileSync(path, written);
      expect(readConfig({ DISCORD_TOKEN_FILE: path }).discordToken).toBe('abc');
      expect(readConfig({ DISCORD_TOKEN: written }).discordToken).toBe('abc');
    },
  );

  it.each([' ', 'a b', '"abc', '“abc”', 'abc"def', 'Bot abc'])('names a token written as %j as invalid', (written) => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), 'token');
    writeFileSync(path, written);
    const portal = 'as the developer portal shows it, without spaces';
    const inFile = new UserError(`DISCORD_TOKEN_FILE: expected a file that holds the token ${portal}`);
    expect(() => readConfig({ DISCORD_TOKEN_FILE: path })).toThrow(inFile);
    const inEnvironment = new UserError(`DISCORD_TOKEN: expected the token ${portal}`);
    expect(() => readConfig({ DISCORD_TOKEN: written })).toThrow(inEnvironment);
  });

  it('treats an empty value as missing', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', DATA_DIR: '', COUNT_AFK: '' })).toMatchObject({ countAfk: false });
  });

  it('names the missing key and the demo', () => {
    expect(() => readConfig({})).toThrow(/^DISCORD_TOKEN is missing: .*npm run demo$/);
  });

  it.each([
    ['0', 0],
    ['7', 7],
    ['07', 7],
    ['365', 365],
    ['', 0],
  ])('accepts a trial of "%s" days', (value, days) => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', TRIAL_DAYS: value }).trialDays).toBe(days);
  });

  it.each(['-1', '366', '1000', '1.5', 'seven', '7 days', '1e2', ' 7'])('refuses a trial of "%s" days', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', TRIAL_DAYS: value })).toThrow(
      new UserError('TRIAL_DAYS: expected a whole number of days from 0 to 365'),
    );
  });

  it.each([
    ['auto', 'auto'],
    ['', 'auto'],
    ['1', 1],
    ['16', 16],
    ['999', 999],
    ['1019', 1019],
    ['1024', 1024],
  ])('accepts "%s" shards', (value, shards) => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', SHARDS: value }).shards).toBe(shards);
  });

  it.each(['0', '-1', '1.5', '01', '1025', '1030', '1100', '9999', '1e2', 'AUTO', 'two', ' 2', '2 shards'])(
    'refuses "%s" shards',
    (value) => {
      expect(() => readConfig({ DISCORD_TOKEN: 'abc', SHARDS: value })).toThrow(
        new UserError('SHARDS: expected auto, or a whole number from 1 to 1024'),
      );
    },
  );

  it('keeps the given number of months', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: '3' }).keepMonths).toBe(3);
    expect(readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: '' }).keepMonths).toBe(null);
  });

  it.each(['0', '-1', '1.5', 'three', '3 months', '1e3', '99999'])('refuses to keep "%s" months', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', KEEP_MONTHS: value })).toThrow(
      new UserError('KEEP_MONTHS: expected a whole number of months from 1 to 9999, or nothing to keep all'),
    );
  });

  it.each([
    ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
    ['localhost:1', { host: 'localhost', port: 1 }],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65535 }],
    ['', null],
  ])('serves metrics at "%s"', (value, address) => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', METRICS_ADDRESS: value }).metricsAddress).toEqual(address);
  });

  it.each([
    '9464',
    ':9464',
    'true',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '127.0.0.1:9464 ',
    '127.0.0.1:+94',
    '127.0.0.256:9464',
    '1.2.3:9464',
    '::1:9464',
    '[::1]',
    '[localhost]:9464',
    'http://127.0.0.1:9464',
    '127.0.0.1:9464/metrics',
    '-host:9464',
    'a..b:9464',
  ])('serves no metrics at "%s"', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', METRICS_ADDRESS: value })).toThrow(
      new UserError(
        'METRICS_ADDRESS: expected an address and a port, such as 127.0.0.1:9464 or [::1]:9464, or nothing for no metrics',
      ),
    );
  });

  it.each([
    ['census', ['census']],
    ['Census, census.lan,127.0.0.1', ['census', 'census.lan', '127.0.0.1']],
    ['', []],
  ])('answers for metrics under "%s"', (value, hosts) => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', METRICS_HOSTS: value }).metricsHosts).toEqual(hosts);
  });

  it.each(['census:9464', 'http://census', '*', '-census', 'census;lan'])('refuses the host "%s"', (value) => {
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', METRICS_HOSTS: value })).toThrow(
      new UserError('METRICS_HOSTS: expected names without a port, with commas in between, such as census,census.lan'),
    );
  });

  it('has the given limit of active members', () => {
    expect(readConfig({ DISCORD_TOKEN: 'abc', MAU_MAX: '1' }).mauMax).toBe(1);
    expect(readConfig({ DISCORD_TOKEN: 'abc', MAU_MAX: '250000' }).mauMax).toBe(250_000);
    expect(readConfig({ DISCORD_TOKEN: 'abc', MAU_MAX: '' }).mauMax).toBe(null);
  });

  it.each(['0', '-1', '1.5', 'many', '500 members', '1e3', '1,000', '007', '9999999999'])(
    'refuses a limit of "%s"',
    (value) => {
      expect(() => readConfig({ DISCORD_TOKEN: 'abc', MAU_MAX: value })).toThrow(
        new UserError('MAU_MAX: expected a whole number of members from 1 to 999999999, or nothing for no ceiling'),
      );
    },
  );

  it('counts visitors if it is set, and keeps their totals for two years', () => {
    const visitors = ({ countVisitors, keepVisitorsMonths }: Config) => [countVisitors, keepVisitorsMonths];
    expect(visitors(readConfig({ DISCORD_TOKEN: 'abc' }))).toEqual([false, 24]);
    const given = { DISCORD_TOKEN: 'abc', COUNT_VISITORS: 'true', KEEP_VISITORS_MONTHS: '9999' };
    expect(visitors(readConfig(given))).toEqual([true, 9999]);
    expect(() => readConfig({ DISCORD_TOKEN: 'abc', COUNT_VISITORS: 'some' })).toThrow('expected true or false');
  });

  it.each(['0', '-1', '1.5', 'all', '99999'])('refuses to keep visitors for "%s" months', (value) => {
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
    'refuses to send the token unencrypted to %s',
    (url) => {
      expect(() => readConfig({ DISCORD_TOKEN: 'abc', DISCORD_API_URL: url })).toThrow(/expected https/);
    },
  );

  it('allows plain http to this machine', () => {
    const url = 'http://127.0.0.1:4000/api/';
    expect(readConfig({ DISCORD_TOKEN: 'abc', DISCORD_API_URL: url }).discordApiUrl).toBe('http://127.0.0.1:4000/api');
  });

  it('is documented in .env.example, key by key', () => {
    const example = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');
    const documented = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...configKeys].sort());
  });
});

describe('readDataDirectory', () => {
  it('needs no other valid setting', () => {
    expect(readDataDirectory({ KEEP_MONTHS: 'many' })).toBe('./data');
    expect(readDataDirectory({ DATA_DIR: '/srv/census' })).toBe('/srv/census');
    expect(readDataDirectory({ DATA_DIR: '' })).toBe('./data');
  });
});

describe('a settings file', () => {
  const settings = 'CENSUS_TEST_A=from the file\r\n';
  const utf16 = Buffer.from(settings, 'utf16le');
  const aFile = (bytes: Uint8Array) => (path: string) => writeFileSync(path, bytes);

  it.each([
    ['plain', Buffer.from(settings)],
    ['with a byte order mark, as Notepad writes it', Buffer.from(`\ufeff${settings}`)],
  ])('is read %s', (_how, bytes) => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), '.env');
    writeFileSync(path, bytes);
    expect(readEnvironment(path, {})).toEqual({ CENSUS_TEST_A: 'from the file' });
  });

  it.each([
    ['UTF-16 of Windows', aFile(Buffer.from(`\ufeff${settings}`, 'utf16le')), 'this is UTF-16'],
    ['UTF-16 in the other byte order', aFile(Buffer.from(`\ufeff${settings}`, 'utf16le').swap16()), 'this is UTF-16'],
    ['UTF-16 without a mark', aFile(utf16), 'this is UTF-16'],
    ['another encoding', aFile(Buffer.from('DATA_DIR=/home/J\u00f6rg', 'latin1')), 'another encoding or not text'],
    ['a folder', (path: string) => mkdirSync(path), 'this is a folder'],
    ['a link that leads nowhere', (path: string) => symlinkSync(`${path}.gone`, path), 'leads nowhere'],
  ])('that is %s is refused for what it is', (_what, make, sentence) => {
    const path = join(mkdtempSync(join(tmpdir(), 'census-')), 'secret');
    make(path);
    for (const [read, name] of [
      [() => readEnvironment(path), path],
      [() => readConfig({ DISCORD_TOKEN_FILE: path }), 'DISCORD_TOKEN_FILE'],
    ] as const) {
      expect(read).toThrow(UserError);
      expect(read).toThrow(new RegExp(`^${name}: [^\n]*${sentence}[^\n]*$`));
      expect(read).not.toThrow(/from the file|\/home\/J/);
    }
  });

  it('without a token is named only by its setting', () => {
    const empty = join(mkdtempSync(join(tmpdir(), 'census-')), 'token');
    writeFileSync(empty, '');
    for (const path of [empty, '/nosuch/token']) {
      const read = () => readConfig({ DISCORD_TOKEN_FILE: path });
      expect(read).toThrow(/^DISCORD_TOKEN_FILE: [^\n]*expected [^\n]*holds the token/);
      expect(read).not.toThrow(path);
    }
  });
});

describe('readExportGrain', () => {
  it('needs no token, and no other valid setting', () => {
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
