import { UserError } from '../../src/core/errors.ts';
import { benchArguments } from './bench-arguments.ts';
import type { Benchmark } from './benchmark.ts';
import { bytes } from './benchmarks/bytes.ts';
import { closingDays } from './benchmarks/closing-days.ts';
import { community } from './benchmarks/community.ts';
import { eventLoop } from './benchmarks/event-loop.ts';
import { exporting } from './benchmarks/export.ts';
import { gateway } from './benchmarks/gateway.ts';
import { lanes } from './benchmarks/lanes.ts';
import { manyGuilds } from './benchmarks/many-guilds.ts';
import { reports } from './benchmarks/reports.ts';
import { rotation } from './benchmarks/rotation.ts';
import { start } from './benchmarks/start.ts';
import { steadyState } from './benchmarks/steady-state.ts';
import { year } from './benchmarks/year.ts';
import { runBenchmarks } from './run-benchmarks.ts';
import { RunFolder } from './run-folder.ts';

/** In the order in which they run, the longest last. */
const benchmarks: readonly Benchmark[] = [
  reports,
  year,
  bytes,
  closingDays,
  exporting,
  manyGuilds,
  lanes,
  start,
  rotation,
  eventLoop,
  community,
  gateway,
  steadyState,
];

const usage = `Usage: npm run bench [-- NAME…] [--quick] [--seed N] [--json FILE] [--list]

Measures Census against the best alternatives on the same invented data, in the same run, and says which targets hold.

  --quick      smaller data and fewer runs: under two minutes for all
  --seed N     invents other data
  --json FILE  writes the outcomes there, too
  --list       the benchmarks:`;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const names = benchmarks.map(({ name }) => name);
  const wanted = benchArguments(process.argv.slice(2), names);
  if (wanted.wants === 'help') console.log(`${usage}\n\n${list()}`);
  if (wanted.wants === 'list') console.log(list());
  if (wanted.wants !== 'run') return 0;

  const folder = new RunFolder();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      folder.remove();
      process.exit(130);
    });
  }
  try {
    const chosen = wanted.names.flatMap((name) => benchmarks.filter((benchmark) => benchmark.name === name));
    return await runBenchmarks(chosen, { ...wanted, folder });
  } finally {
    folder.remove();
  }
}

function list(): string {
  return benchmarks.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n');
}
