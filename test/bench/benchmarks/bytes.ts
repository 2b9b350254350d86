import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';
import { atMost, type Bench, type Benchmark, type Outcome, ratioAtMost } from '../benchmark.ts';
import { duckdbMonth, type VoiceUnit } from '../contenders/duckdb-month.ts';
import { benchHours, benchMonth, type MonthSize } from '../fixtures/generated-month.ts';
import { countersInWords, largeMonth } from '../fixtures/month-sizes.ts';
import { figure } from '../outcome-table.ts';

export const bytes: Benchmark = {
  name: 'bytes',
  summary: 'how much of the disk a counter takes, against a DuckDB file',
  async run(bench) {
    const size = largeMonth(bench.isQuick);
    const { counters } = size;
    const words = countersInWords(size);
    const openFile = join(await bench.month(size), 'census.db');
    const sealedFile = await sealedCopy(bench, openFile);
    const [open, sealed] = [layoutOf(openFile), layoutOf(sealedFile)];
    noteLayout(bench, 'an open month', open, counters);
    noteLayout(bench, 'a sealed month', sealed, counters);
    return [
      atMost(`bytes a counter, ${words}, without members`, 'B', sealed.segments / counters, 4.5),
      atMost(`bytes a counter, ${words}, the whole file, sealed`, 'B', sealed.file / counters, 4.5),
      ...(await againstDuckdb(bench, size, sealed)),
    ];
  },
};

/** What lies in a file, in bytes; pages that are not full count whole. */
interface Layout {
  readonly file: number;
  readonly segments: number;
  /** The members' tokens: rows while the month is open, one blob afterwards. */
  readonly members: number;
  readonly free: number;
}

function layoutOf(path: string): Layout {
  const database = new Database(path, { readonly: true });
  try {
    const sizeOf = database
      .prepare<object, number>('select coalesce(sum(pgsize), 0) from dbstat where name = :name')
      .pluck();
    const freePages = database.pragma('freelist_count', { simple: true }) as number;
    const pageBytes = database.pragma('page_size', { simple: true }) as number;
    return {
      file: statSync(path).size,
      segments: sizeOf.get({ name: 'part' }) ?? 0,
      members: (sizeOf.get({ name: 'member' }) ?? 0) + (sizeOf.get({ name: 'guild_month' }) ?? 0),
      free: freePages * pageBytes,
    };
  } finally {
    database.close();
  }
}

function noteLayout(bench: Bench, state: string, { file, segments, members, free }: Layout, counters: number): void {
  const each = (part: number) => `${figure(part / counters)} B`;
  bench.note(
    `${state}: ${each(file)} a counter, of which counters ${each(segments)}, members ${each(members)}, ` +
      `pages that are free ${each(free)}`,
  );
}

/** The month as the bot leaves it when it is over. */
async function sealedCopy(bench: Bench, openFile: string): Promise<string> {
  bench.progress(0, 'sealing the month');
  const path = join(bench.directory, 'census.db');
  copyFileSync(openFile, path);
  const store = openSqliteStore({ path, migrationsDirectory: join(projectRoot, 'migrations/sqlite') });
  try {
    const lane = store.open(0);
    await lane.beginRotation(benchMonth, benchMonth + 1, (count) => drawTokens(bench.seed, count));
    await lane.forget();
    await lane.openMonth(benchMonth + 1);
    await lane.noteSaltDestroyed(benchMonth, benchHours.to * 3_600_000);
  } finally {
    await store.close();
  }
  return path;
}

function drawTokens(seed: number, count: number): Uint32Array {
  const random = new SeededRandom(seed + 3);
  const tokens = new Set<number>();
  while (tokens.size < count) tokens.add(0xa0000000 + Math.floor(random.next() * (2 ** 32 - 0xa0000000)));
  return Uint32Array.from(tokens);
}

async function againstDuckdb(
  bench: Bench,
  size: Omit<MonthSize, 'seed'>,
  { file, segments }: Layout,
): Promise<readonly Outcome[]> {
  const [inSeconds, inMilliseconds] = [
    await duckdbBytes(bench, size, 'seconds'),
    await duckdbBytes(bench, size, 'milliseconds'),
  ];
  if (inSeconds === null || inMilliseconds === null) {
    bench.note('DuckDB is not installed: skipped.');
    return [];
  }
  const mebibytes = (part: number) => part / 2 ** 20;
  bench.note(
    `DuckDB's file has no members; with voice in whole seconds, which is less than Census keeps, it has ` +
      `${figure(mebibytes(inSeconds))} MiB`,
  );
  const words = countersInWords(size);
  return [
    ratioAtMost(`${words}, without members, against DuckDB`, 'MiB', mebibytes(segments), mebibytes(inMilliseconds), 1),
    ratioAtMost(
      `${words}, the whole file, sealed, against DuckDB`,
      'MiB',
      mebibytes(file),
      mebibytes(inMilliseconds),
      1,
    ),
  ];
}

async function duckdbBytes(bench: Bench, size: Omit<MonthSize, 'seed'>, voiceUnit: VoiceUnit): Promise<number | null> {
  const path = await duckdbMonth(bench, size, voiceUnit);
  return path === null ? null : statSync(path).size;
}
