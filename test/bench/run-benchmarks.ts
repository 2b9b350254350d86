import { writeFileSync } from 'node:fs';
import type { Bench, Benchmark, Outcome } from './benchmark.ts';
import type { MonthSize } from './fixtures/generated-month.ts';
import { monthAtRest } from './fixtures/month-at-rest.ts';
import { countersInWords } from './fixtures/month-sizes.ts';
import { machineLine } from './measuring/machine-line.ts';
import { noteLines, outcomeJson, outcomeLine, summaryLine, tableHead } from './outcome-table.ts';
import { ProgressDisplay } from './progress-display.ts';
import type { RunFolder } from './run-folder.ts';

export interface RunOptions {
  readonly isQuick: boolean;
  readonly seed: number;
  readonly jsonFile: string | null;
  readonly folder: RunFolder;
}

/**
 * Runs benchmarks one after the other and prints what comes out of each as soon as it is over. One that fails is told and
 * passed over; the exit code is 1 then, and 0 also where a target is missed.
 */
export async function runBenchmarks(benchmarks: readonly Benchmark[], options: RunOptions): Promise<number> {
  const { isQuick, folder, jsonFile } = options;
  const display = new ProgressDisplay(process.stderr);
  const outcomes: Outcome[] = [];
  const failed: string[] = [];
  console.log(`${machineLine()}${isQuick ? ' · quick' : ''}\n\n${tableHead}`);
  for (const benchmark of benchmarks) {
    const startMs = performance.now();
    display.begin(benchmark.name);
    const notes: string[] = [];
    const bench = (directory: string) => benchOf(options, directory, display, notes);
    try {
      const found = await folder.lend(benchmark.name, (directory) => benchmark.run(bench(directory)));
      outcomes.push(...found);
      display.clear();
      for (const outcome of found) console.log(outcomeLine(outcome));
    } catch (error) {
      display.clear();
      console.error(`${benchmark.name} failed:`, error);
      failed.push(benchmark.name);
    }
    notes.push(`${benchmark.name} took ${Math.round((performance.now() - startMs) / 1000)} s`);
    for (const note of notes) console.log(noteLines(note));
    if (jsonFile !== null) writeFileSync(jsonFile, outcomeJson(outcomes));
  }
  console.log(`\n${summaryLine(outcomes)}`);
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

function benchOf(
  { isQuick, seed, folder }: RunOptions,
  directory: string,
  display: ProgressDisplay,
  notes: string[],
): Bench {
  return {
    isQuick,
    seed,
    directory,
    note: (text) => notes.push(text),
    progress: (share, detail) => display.show(share, detail),
    shared: (name, make) => folder.shared(name, make),
    month: (size) => {
      const whole: MonthSize = { seed, ...size };
      return folder.shared(`month-${size.counters}-${size.members}-${size.channels}`, async (monthDirectory) => {
        const words = `counting ${countersInWords(size)}`;
        const store = await monthAtRest(monthDirectory, whole, (share) => display.show(share, words));
        await store.close();
      });
    },
  };
}
