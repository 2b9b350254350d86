import { type Bench, type Benchmark, type Outcome, ratioAtMost } from '../benchmark.ts';
import { openCensusReports } from '../contenders/census-reports.ts';
import { duckdbMonth, openDuckdb } from '../contenders/duckdb-month.ts';
import { duckdbReports, duckdbRollUpReports } from '../contenders/duckdb-reports.ts';
import { PostgresReports } from '../contenders/postgres-reports.ts';
import { startPostgres } from '../contenders/postgres-server.ts';
import { type ReportContender, type ReportShape, requireSameNumbers } from '../contenders/report-contender.ts';
import { TypedArrayReports } from '../contenders/typed-array-reports.ts';
import type { MonthSize } from '../fixtures/generated-month.ts';
import { monthAsCsv } from '../fixtures/month-as-csv.ts';
import { countersInWords, largeMonth, middlingMonth, smallMonth, twoMillions } from '../fixtures/month-sizes.ts';
import { sealedMonth } from '../fixtures/sealed-month.ts';
import { interleaved, medianTaken, type Taken, taken } from '../measuring/interleaved.ts';
import { median } from '../measuring/median.ts';
import { figure } from '../outcome-table.ts';

export const reports: Benchmark = {
  name: 'reports',
  summary: 'how long a report takes, against DuckDB on two threads, arrays in memory and PostgreSQL',
  async run(bench) {
    const large = largeMonth(bench.isQuick);
    const sizes = bench.isQuick ? [large, middlingMonth, smallMonth] : [large, twoMillions, middlingMonth, smallMonth];
    const outcomes: Outcome[] = [];
    for (const size of sizes) outcomes.push(...(await againstDuckdb(bench, size)));
    outcomes.push(...(await againstArrays(bench, large)));
    await notePostgres(bench, middlingMonth);
    return outcomes;
  },
};

type Size = Omit<MonthSize, 'seed'>;

interface NamedShape extends ReportShape {
  readonly words: string;
  readonly limits: Limits;
}

/** How long ours may take at most, DuckDB being 1, at each of the four sizes. */
type Limits = readonly [tenMillions: number, twoMillions: number, oneMillion: number, hundredThousand: number];

const sealedLimits: Limits = [0.05, 0.05, 0.1, 0.2];

const fullShape: NamedShape = { words: 'full report', type: 'full', channel: null, limits: [0.15, 0.25, 0.25, 0.35] };

const weekdayShape: NamedShape = {
  words: 'weekday report',
  type: 'weekday',
  channel: null,
  limits: [0.12, 0.2, 0.2, 0.4],
};

function shapesOf({ channels }: Size): readonly NamedShape[] {
  const middling = Math.round(channels / 10) + 1;
  return [
    fullShape,
    weekdayShape,
    { words: 'hourly report', type: 'hourly', channel: null, limits: [0.25, 0.3, 0.25, 0.25] },
    { words: 'a middling channel', type: 'full', channel: middling, limits: [0.3, 0.25, 0.3, 0.3] },
    { words: 'the busiest channel', type: 'full', channel: 1, limits: [0.45, 0.35, 0.4, 0.3] },
    { words: 'report by channel', type: 'channels', channel: null, limits: [0.3, 0.55, 0.4, 0.35] },
  ];
}

function limitFor({ counters }: Size, [tenMillions, ofTwoMillions, oneMillion, hundredThousand]: Limits): number {
  if (counters >= 10_000_000) return tenMillions;
  if (counters >= 2_000_000) return ofTwoMillions;
  return counters >= 1_000_000 ? oneMillion : hundredThousand;
}

async function againstDuckdb(bench: Bench, size: Size): Promise<readonly Outcome[]> {
  const file = await duckdbMonth(bench, size, 'seconds');
  const duckdb = file === null ? null : await openDuckdb(file);
  if (duckdb === null) {
    bench.note('DuckDB is not installed: skipped.');
    return [];
  }
  bench.note(`${countersInWords(size)}: DuckDB ${duckdb.version}, ${size.members.toLocaleString('en')} members`);
  const contenders = {
    open: await openCensusReports(await bench.month(size)),
    sealed: await openCensusReports(await sealedMonth(bench, size)),
    duckdb: duckdbReports(duckdb),
    rollUps: await duckdbRollUpReports(duckdb),
  };
  try {
    const outcomes: Outcome[] = [];
    for (const shape of shapesOf(size)) outcomes.push(...(await compare(bench, size, shape, contenders)));
    return outcomes;
  } finally {
    for (const contender of [contenders.open, contenders.sealed, contenders.duckdb]) await contender.close();
  }
}

interface Contenders {
  readonly open: ReportContender;
  readonly sealed: ReportContender;
  readonly duckdb: ReportContender;
  /** DuckDB on sums of days, for full and weekday reports. */
  readonly rollUps: ReportContender;
}

/** Each report of an open month and of a sealed one, which has the rows of all but those of single channels. */
async function compare(
  bench: Bench,
  size: Size,
  shape: NamedShape,
  { open, sealed, duckdb, rollUps }: Contenders,
): Promise<readonly Outcome[]> {
  const name = `${shape.words}, ${countersInWords(size)}, against DuckDB`;
  const isRolledUp = shape === fullShape || shape === weekdayShape;
  const rows = await duckdb.report(shape);
  requireSameNumbers(await open.report(shape), rows, name);
  requireSameNumbers(await sealed.report(shape), rows, `${name}, sealed`);
  if (isRolledUp) requireSameNumbers(await rollUps.report(shape), rows, `${name}, on roll-ups`);
  const contenders: Record<string, () => Promise<Taken>> = {
    ours: () => taken(() => open.report(shape)),
    sealed: () => taken(() => sealed.report(shape)),
    duckdb: () => taken(() => duckdb.report(shape)),
    ...(isRolledUp ? { rollUps: () => taken(() => rollUps.report(shape)) } : {}),
  };
  const all: Partial<Record<string, readonly Taken[]>> = await interleaved(contenders, {
    rounds: bench.isQuick ? 3 : 11,
    warmUps: 2,
    onRound: (share) => bench.progress(share, name),
  });
  const [ours, ofSealed, theirs] = [all.ours, all.sealed, all.duckdb].map((takes) => medianTaken(takes ?? []));
  if (ours === undefined || ofSealed === undefined || theirs === undefined) throw new Error('nothing was measured');
  const ofRollUps =
    all.rollUps === undefined ? '' : `; DuckDB on sums of days ${figure(medianTaken(all.rollUps).wallMs)} ms`;
  const words = `${shape.words}, ${countersInWords(size)}`;
  bench.note(`${words}: ${cpuInWords({ ours, DuckDB: theirs })}${ofRollUps}`);
  const limits = [limitFor(size, shape.limits), limitFor(size, sealedLimits)] as const;
  return [
    ratioAtMost(name, 'ms', ours.wallMs, theirs.wallMs, limits[0]),
    ratioAtMost(`${words}, sealed month`, 'ms', ofSealed.wallMs, theirs.wallMs, limits[1]),
  ];
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
