import { type Bench, type Benchmark, type Outcome, ratioAtMost } from '../benchmark.ts';
import { openCensusReports } from '../contenders/census-reports.ts';
import { duckdbMonth, openDuckdb } from '../contenders/duckdb-month.ts';
import { duckdbReports } from '../contenders/duckdb-reports.ts';
import { PostgresReports } from '../contenders/postgres-reports.ts';
import { startPostgres } from '../contenders/postgres-server.ts';
import { type ReportContender, type ReportShape, requireSameNumbers } from '../contenders/report-contender.ts';
import { TypedArrayReports } from '../contenders/typed-array-reports.ts';
import type { MonthSize } from '../fixtures/generated-month.ts';
import { monthAsCsv } from '../fixtures/month-as-csv.ts';
import { countersInWords, largeMonth, middlingMonth, smallMonth } from '../fixtures/month-sizes.ts';
import { interleaved, medianTaken, type Taken, taken } from '../measuring/interleaved.ts';
import { median } from '../measuring/median.ts';
import { figure } from '../outcome-table.ts';

export const reports: Benchmark = {
  name: 'reports',
  summary: 'how long a report takes, against DuckDB on two threads, arrays in memory and PostgreSQL',
  async run(bench) {
    const large = largeMonth(bench.isQuick);
    const outcomes = [...(await againstDuckdb(bench, large, largeShapes)), ...(await againstArrays(bench, large))];
    for (const size of [middlingMonth, smallMonth]) outcomes.push(...(await againstDuckdb(bench, size, [fullShape])));
    await notePostgres(bench, middlingMonth);
    return outcomes;
  },
};

type Size = Omit<MonthSize, 'seed'>;

interface NamedShape extends ReportShape {
  readonly words: string;
  /** How long ours may take at most, DuckDB being 1. */
  readonly limit: number;
}

const fullShape: NamedShape = { words: 'full report', type: 'full', channel: null, limit: 1 };

const largeShapes: readonly NamedShape[] = [
  { ...fullShape, limit: 0.5 },
  { words: 'weekday report', type: 'weekday', channel: null, limit: 0.4 },
  { words: 'hourly report', type: 'hourly', channel: null, limit: 0.4 },
  { words: 'the busiest channel', type: 'full', channel: 1, limit: 1 },
  { words: 'a middling channel', type: 'full', channel: 51, limit: 1 },
];

async function againstDuckdb(bench: Bench, size: Size, shapes: readonly NamedShape[]): Promise<readonly Outcome[]> {
  const file = await duckdbMonth(bench, size, 'seconds');
  const duckdb = file === null ? null : await openDuckdb(file);
  if (duckdb === null) {
    bench.note('DuckDB is not installed: skipped.');
    return [];
  }
  bench.note(`${countersInWords(size)}: DuckDB ${duckdb.version}, ${size.members.toLocaleString('en')} members`);
  const ours = await openCensusReports(await bench.month(size));
  const theirs = duckdbReports(duckdb);
  try {
    const outcomes: Outcome[] = [];
    for (const shape of shapes) outcomes.push(await compare(bench, size, shape, ours, theirs));
    return outcomes;
  } finally {
    await ours.close();
    await theirs.close();
  }
}

async function compare(
  bench: Bench,
  size: Size,
  shape: NamedShape,
  census: ReportContender,
  peer: ReportContender,
): Promise<Outcome> {
  const name = `${shape.words}, ${countersInWords(size)}, against DuckDB`;
  requireSameNumbers(await census.report(shape), await peer.report(shape), name);
  const contenders = {
    ours: () => taken(() => census.report(shape)),
    duckdb: () => taken(() => peer.report(shape)),
  };
  const all = await interleaved(contenders, {
    rounds: bench.isQuick ? 3 : 11,
    warmUps: 2,
    onRound: (share) => bench.progress(share, name),
  });
  const [ours, duckdb] = [medianTaken(all.ours), medianTaken(all.duckdb)];
  bench.note(`${shape.words}, ${countersInWords(size)}: ${cpuInWords({ ours, DuckDB: duckdb })}`);
  return ratioAtMost(name, 'ms', ours.wallMs, duckdb.wallMs, shape.limit);
}

async function againstArrays(bench: Bench, size: Size): Promise<readonly Outcome[]> {
  const words = countersInWords(size);
  const floor = new TypedArrayReports({ seed: bench.seed, ...size }, (share) =>
    bench.progress(share, `putting ${words} into arrays`),
  );
  const census = await openCensusReports(await bench.month(size));
  try {
    const name = `full report, ${words}, against arrays in memory`;
    requireSameNumbers(await census.report(fullShape), floor.full(), name);
    const contenders = {
      ours: () => taken(() => census.report(fullShape)),
      arrays: () => taken(() => floor.full()),
    };
    const all = await interleaved(contenders, { rounds: bench.isQuick ? 3 : 11, warmUps: 2 });
    const [ours, arrays] = [medianTaken(all.ours), medianTaken(all.arrays)];
    bench.note(`${fullShape.words}, ${words}: ${cpuInWords({ ours, 'arrays in memory': arrays })}`);
    return [ratioAtMost(name, 'ms', ours.wallMs, arrays.wallMs, 2.5)];
  } finally {
    await census.close();
  }
}

/** Without a target: a server that keeps rows is another class. */
async function notePostgres(bench: Bench, size: Size): Promise<void> {
  bench.progress(0, 'starting PostgreSQL');
  const server = await startPostgres(bench.directory);
  if (server === null) {
    bench.note('PostgreSQL is not installed: skipped.');
    return;
  }
  const census = await openCensusReports(await bench.month(size));
  try {
    const peer = new PostgresReports(server, await monthAsCsv(bench, size));
    bench.progress(0.5, 'full reports by PostgreSQL');
    const { rows, wallMs } = peer.full(bench.isQuick ? 3 : 7);
    requireSameNumbers(await census.report(fullShape), rows, 'PostgreSQL');
    const took = figure(median(wallMs.slice(1)));
    bench.note(`full report, ${countersInWords(size)}: PostgreSQL ${server.version} takes ${took} ms`);
  } finally {
    await census.close();
    await server.stop();
  }
}

function cpuInWords(contenders: Readonly<Record<string, Taken>>): string {
  return Object.entries(contenders)
    .map(([name, { cpuMs }]) => `${name} ${figure(cpuMs)} ms of CPU`)
    .join(', ');
}
