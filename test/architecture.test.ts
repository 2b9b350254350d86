import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({
    path: `src/${path.replaceAll('\\', '/')}`,
    text: readFileSync(join(root, 'src', path), 'utf8'),
  }));

/** The port of the store, without its driver. */
const storePort = [
  'store/batch.ts',
  'store/checkpoint.ts',
  'store/counter-store.ts',
  'store/directory-store.ts',
  'store/erasure-store.ts',
  'store/gap.ts',
  'store/guild.ts',
  'store/kept-totals.ts',
  'store/lane-lost.ts',
  'store/lane-store.ts',
  'store/lanes.ts',
  'store/members.ts',
  'store/message-position.ts',
  'store/month-store.ts',
  'store/people-at-rest.ts',
  'store/people-store.ts',
  'store/screened-batch.ts',
  'store/still-read.ts',
  'store/store-reader.ts',
  'store/store-unavailable.ts',
  'store/thread.ts',
  'store/trial-store.ts',
];

/** What each room may import of ours: whole rooms, or single ports of them. */
const rooms: Record<string, readonly string[]> = {
  core: ['core'],
  store: ['store', 'core'],
  vault: ['vault', 'core', ...storePort],
  collect: ['collect', 'core', ...storePort, 'vault/vault.ts'],
  import: ['import', 'core', ...storePort, 'vault/imported-people.ts'],
  report: ['report', 'core', ...storePort],
  discord: ['discord', 'core', 'collect', 'report', ...storePort, 'vault/vault.ts'],
  web: ['web', 'core', ...storePort],
  simulator: ['simulator', 'core'],
};

/** Where each package is at home. One that is not listed may not be imported at all. */
const homes: Record<string, readonly string[]> = {
  '@discordjs/core': ['src/discord/', 'src/simulator/', 'src/app.ts', 'src/assemble-lane.ts'],
  '@discordjs/ws': [
    'src/discord/gateway.ts',
    'src/discord/guarded-connection.ts',
    'src/discord/identify-turns.ts',
    'src/discord/shard.ts',
  ],
  'discord.js': ['src/discord/', 'src/simulator/', 'src/app.ts'],
  '@hono/node-server': ['src/simulator/'],
  'better-sqlite3': ['src/store/', 'src/vault/'],
  'chrono-node': ['src/discord/date-range.ts'],
  'csv-parse': ['src/import/csv-cells.ts'],
  'csv-stringify': ['src/report/csv.ts'],
  hono: ['src/simulator/'],
  pino: ['src/log.ts'],
  'prom-client': ['src/web/'],
  'simple-statistics': ['src/core/report.ts'],
  'stream-json': ['src/import/json-fields.ts'],
  ws: ['src/simulator/'],
  zod: ['src/config.ts'],
};

describe('the house', () => {
  it('has rooms that import only what lies before them on the way through', () => {
    const trespasses = sources.flatMap(({ path, text }) => {
      const allowed = rooms[roomOf(path)];
      if (allowed === undefined) return [];
      return ownImports(path, text)
        .filter((target) => !allowed.some((door) => target === door || target.startsWith(`${door}/`)))
        .map((target) => `${path} imports ${target}`);
    });
    expect(trespasses).toEqual([]);
  });

  it('has one home for each package', () => {
    const strays = sources.flatMap(({ path, text }) =>
      packageImports(text)
        .filter((name) => !homes[name]?.some((home) => path.startsWith(home)))
        .map((name) => `${path} imports ${name}`),
    );
    expect(strays).toEqual([]);
  });

  it('opens a person only in the vault', () => {
    expect(pathsWith(/\buserIdOf\b/)).toSatisfy((paths: string[]) =>
      paths.every((path) => path.startsWith('src/vault/') || path === 'src/core/person.ts'),
    );
  });

  it('reads the environment in one place', () => {
    expect(pathsWith(/process\.env/)).toEqual(['src/config.ts']);
  });

  it('takes time and chance from outside', () => {
    expect(pathsWith(/Date\.now\(|new Date\(\)|Math\.random\(/)).toEqual(['src/system-clock.ts']);
  });

  it('has files that can be read in one go', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path);
    expect(long).toEqual([]);
  });
});

function roomOf(path: string): string {
  return path.split('/').length > 2 ? (path.split('/')[1] ?? '') : '';
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)?[^\n'`]*(?:\bfrom|^import) '([^'\s]+)';$/gm)].map(
    (match) => match[1] ?? '',
  );
}

function ownImports(path: string, text: string): string[] {
  return importsOf(text)
    .filter((target) => target.startsWith('.'))
    .map((target) => relative('src', join(dirname(path), target)).replaceAll('\\', '/'));
}

function packageImports(text: string): string[] {
  return importsOf(text)
    .filter((target) => !target.startsWith('.') && !target.startsWith('node:'))
    .map((target) =>
      target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function pathsWith(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}
