import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { atMost, type Bench, type Benchmark, type Outcome, ratioAtLeast, ratioAtMost } from '../benchmark.ts';
import { installedProgram } from '../contenders/installed-program.ts';
import type { MonthSize } from '../fixtures/generated-month.ts';
import { countersInWords, largeMonth, smallMonth, twoMillions } from '../fixtures/month-sizes.ts';
import { exportQuery, sqlRows } from '../fixtures/sql-rows.ts';
import { interleaved, medianTaken, type Taken } from '../measuring/interleaved.ts';
import { median } from '../measuring/median.ts';
import { figure } from '../outcome-table.ts';
import type { ExportCost, ExportOrder } from '../processes/export-process.ts';
import { OtherProcess } from '../processes/other-process.ts';

export const exporting: Benchmark = {
  name: 'export',
  summary: 'how fast and in how much memory a month is exported, against sqlite3 -csv | gzip -6',
  async run(bench) {
    const large = largeMonth(bench.isQuick);
    const { outcomes, peakRssBytes } = await againstSqlite(bench, large);
    const ofTwoMillions = bench.isQuick ? [] : (await againstSqlite(bench, twoMillions)).outcomes;
    const few = await exportOurs(await bench.month(large), join(bench.directory, 'few.csv.gz'), fewDays);
    const mebibytes = (bytes: number) => bytes / 2 ** 20;
    const [month, days] = [mebibytes(peakRssBytes), mebibytes(few.peakRssBytes)];
    return [
      ...outcomes,
      ...ofTwoMillions,
      atMost(`peak memory of an export, ${countersInWords(large)}`, 'MiB', month, 300),
      ratioAtMost(`peak memory, ${countersInWords(large)} against ${fewDays} days of them`, 'MiB', month, days, 1.2),
    ];
  },
};

type Size = Omit<MonthSize, 'seed'>;

const allDays = 31;

/** A quarter of the rows: of fewer, the heap has not yet grown to what it works with, some 20 MiB more than at the start. */
const fewDays = 8;

async function againstSqlite(bench: Bench, size: Size) {
  const words = countersInWords(size);
  const census = await bench.month(size);
  const ourFile = join(bench.directory, 'ours.csv.gz');
  const [sqlite3, gzip] = [installedProgram('sqlite3'), installedProgram('gzip')];
  if (sqlite3 === null || gzip === null) {
    bench.note('sqlite3 or gzip is not installed: skipped.');
    const { peakRssBytes } = await exportOurs(census, ourFile);
    return { outcomes: [] as readonly Outcome[], peakRssBytes };
  }
  await requireSameLines(bench, sqlite3);
  const rows = await sqlRows(bench, size, sqlite3);
  const theirFile = join(bench.directory, 'sqlite3.csv.gz');
  const contenders = {
    ours: () => exportOurs(census, ourFile),
    sqlite3: async () => ({ ...(await exportBySqlite(sqlite3, rows, theirFile)), peakRssBytes: 0 }),
  };
  const all = await interleaved(contenders, {
    rounds: bench.isQuick ? 2 : 3,
    onRound: (share) => bench.progress(share, `exporting ${words}`),
  });
  const [ours, theirs] = [medianTaken(all.ours), medianTaken(all.sqlite3)];
  const seconds = (ms: number) => `${figure(ms / 1000)} s`;
  const megabytes = (file: string) => `${figure(statSync(file).size / 1e6)} MB`;
  bench.note(
    `export, ${words}: ours ${seconds(ours.wallMs)}, ${seconds(ours.cpuMs)} of CPU, ${megabytes(ourFile)}; sqlite3 and ` +
      `gzip ${seconds(theirs.wallMs)}, ${seconds(theirs.cpuMs)} of CPU, ${megabytes(theirFile)}`,
  );
  const speed = ({ wallMs }: Taken) => size.counters / (wallMs / 1000);
  const leastRatio = size.counters >= 10_000_000 ? 2.2 : 1.4;
  const name = `export, ${words}, gzip, against sqlite3 | gzip -6`;
  const outcomes: readonly Outcome[] = [ratioAtLeast(name, 'rows/s', speed(ours), speed(theirs), leastRatio)];
  return { outcomes, peakRssBytes: median(all.ours.map(({ peakRssBytes }) => peakRssBytes)) };
}

/** As `npm run export` does, in a process of its own, whose start is part of it. */
async function exportOurs(
  directory: string,
  out: string,
  days = allDays,
): Promise<Taken & Pick<ExportCost, 'peakRssBytes'>> {
  const startMs = performance.now();
  const other = new OtherProcess<ExportOrder, ExportCost>('./export-process.js');
  try {
    const cost = await other.ask({ directory, out, days });
    return { ...cost, wallMs: performance.now() - startMs };
  } finally {
    await other.end();
  }
}

async function exportBySqlite(sqlite3: string, rows: string, out: string): Promise<Taken> {
  const startMs = performance.now();
  const script = '"$1" -csv -header -mmap 2000000000 "$2" "$3" | gzip -6 > "$4"; times';
  const { stdout } = await promisify(execFile)('sh', ['-c', script, 'sh', sqlite3, rows, exportQuery, out]);
  return { wallMs: performance.now() - startMs, cpuMs: childrenCpuMs(stdout) };
}

/** The second line of what the shell says: user and system time of all that it ran, as `0m1.5s 0m0.2s`. */
function childrenCpuMs(times: string): number {
  const parts = times.split('\n')[1]?.matchAll(/(\d+)m([\d.]+)s/g) ?? [];
  return Array.from(parts, ([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000).reduce(
    (sum, part) => sum + part,
    0,
  );
}

/** Both must write the same lines, in whatever order; looked into at a size that is quickly sorted. */
async function requireSameLines(bench: Bench, sqlite3: string): Promise<void> {
  const [ours, theirs] = [join(bench.directory, 'ours-small.gz'), join(bench.directory, 'sqlite3-small.gz')];
  await exportOurs(await bench.month(smallMonth), ours);
  await exportBySqlite(sqlite3, await sqlRows(bench, smallMonth, sqlite3), theirs);
  if (digestOfLines(ours) !== digestOfLines(theirs)) throw new Error('our export and that of sqlite3 differ');
}

/** Without the first, which has the names of the columns and is quoted otherwise. */
function digestOfLines(file: string): string {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').split(/\r?\n/);
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}
