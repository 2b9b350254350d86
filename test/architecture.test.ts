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

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({
    path: `test/${path.replaceAll('\\', '/')}`,
    text: readFileSync(join(import.meta.dirname, path), 'utf8'),
  }));

/** What each room may import of ours: whole rooms, or single doors of them. A room followed by `/*` is without its inner rooms. */
const rooms: Record<string, readonly string[]> = {
  core: ['core'],
  columns: ['columns', 'core'],
  store: ['store', 'columns', 'core'],
  vault: ['vault', 'core', 'store/*'],
  collect: ['collect', 'columns', 'core', 'store/*', 'vault/vault.ts'],
  months: ['months', 'collect', 'columns', 'core', 'query', 'store/*', 'vault/vault.ts', 'vault/month-vault.ts'],
  gateway: ['gateway', 'collect', 'core', 'store/*'],
  query: ['query', 'columns', 'core', 'store/*'],
  render: ['render', 'query', 'columns', 'core', 'store/*'],
  bot: ['bot', 'render', 'query', 'months', 'gateway', 'collect', 'core', 'store/*', 'vault/vault.ts'],
  web: ['web', 'query', 'columns', 'core', 'store/*'],
  import: [
    'import',
    'collect/guild-registry.ts',
    'collect/messages/catch-up.ts',
    'collect/messages/feature-counter.ts',
    'collect/totals.ts',
    'columns',
    'core',
    'store/*',
    'vault/past-people.ts',
  ],
  simulator: ['simulator', 'core', 'import/formats'],
};

/** Where each package is at home. One that is not listed may not be imported at all. */
const homes: Record<string, readonly string[]> = {
  '@discordjs/core': ['src/gateway/', 'src/bot/', 'src/render/', 'src/simulator/', 'src/app/'],
  '@discordjs/ws': [
    'src/gateway/connection/gateway.ts',
    'src/gateway/connection/guarded-connection.ts',
    'src/gateway/connection/identify-turns.ts',
    'src/gateway/connection/shard.ts',
  ],
  'd3-scale': ['src/render/charts/'],
  'd3-shape': ['src/render/charts/'],
  'discord.js': ['src/gateway/', 'src/bot/', 'src/render/', 'src/simulator/', 'src/app/'],
  '@resvg/resvg-js': ['src/render/charts/drawing-thread.ts'],
  '@hono/node-server': ['src/simulator/', 'src/web/'],
  'better-sqlite3': ['src/store/sqlite/', 'src/vault/'],
  'chrono-node': ['src/bot/input/dates/day-in-english.ts'],
  'csv-parse': ['src/import/formats/csv-cells.ts'],
  'csv-stringify': ['src/render/files/csv.ts'],
  hono: ['src/simulator/', 'src/web/'],
  'intl-messageformat': ['src/render/words.ts'],
  pino: ['src/log.ts'],
  'prom-client': ['src/web/'],
  'simple-statistics': ['src/query/'],
  'stream-json': ['src/import/formats/json-fields.ts'],
  undici: ['src/gateway/rest/rest-client.ts'],
  ws: ['src/simulator/'],
  zod: ['src/config.ts'],
};

describe('the house', () => {
  it('has rooms that import only what lies before them on the way through', () => {
    const trespasses = sources.flatMap(({ path, text }) => {
      const allowed = rooms[roomOf(path)];
      if (allowed === undefined) return [];
      return ownImports(path, text)
        .filter((target) => !allowed.some((door) => isBehind(door, target)))
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

  it('lets commands touch the process in one place', () => {
    const paths = pathsWith(/\bprocess\.[a-z]|\bconsole\./).filter((path) => path.startsWith('src/cli/'));
    expect(paths).toEqual(['src/cli/io/process-io.ts']);
  });

  it('takes time and chance from outside', () => {
    expect(pathsWith(/Date\.now\(|new Date\(\)|Math\.random\(/)).toEqual(['src/app/system-clock.ts']);
  });

  it('lets the event loop turn in one way', () => {
    expect(pathsWith(/\bsetImmediate\b/)).toEqual(['src/core/async/event-loop.ts']);
  });

  it('has files that can be read in one go', () => {
    const long = [...sources, ...tests].filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('has folders that can be seen at one glance', () => {
    const loose = new Map<string, number>();
    for (const { path } of [...sources, ...tests]) {
      loose.set(dirname(path), (loose.get(dirname(path)) ?? 0) + 1);
    }
    expect([...loose].filter(([, files]) => files > 20)).toEqual([]);
  });

  it('has no file that imports itself over others', () => {
    const imports = new Map(sources.map(({ path, text }) => [path.slice('src/'.length), ownImports(path, text)]));
    expect(circlesIn(imports)).toEqual([]);
  });
});

function isBehind(door: string, target: string): boolean {
  if (door.endsWith('/*')) return dirname(target) === door.slice(0, -2);
  return target === door || target.startsWith(`${door}/`);
}

/** The files that lie on a circle of imports, each with where it leads. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (done.has(path) || way.includes(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return circles;
}

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
