import type { MonthSize } from './fixtures/generated-month.ts';

/** Something that is measured, by the name behind `npm run bench --`. */
export interface Benchmark {
  readonly name: string;
  /** What is measured, against what, in one line. */
  readonly summary: string;
  run(bench: Bench): Promise<readonly Outcome[]>;
}

/** What a benchmark gets. */
export interface Bench {
  /** Whether all benchmarks together are to be over within two minutes: smaller data, fewer runs. */
  readonly isQuick: boolean;
  /** All data are generated from it. */
  readonly seed: number;
  /** An empty folder, deleted afterwards. */
  readonly directory: string;
  /** Says something beside the outcomes: what is missing on this machine, what else was seen. */
  readonly note: (text: string) => void;
  /** Shows how far it is, `share` from 0 to 1, with a few words on what is being done. */
  readonly progress: (share: number, detail: string) => void;
  /**
   * A folder with the `census.db` of such a month as `monthAtRest` makes it, closed; made once for all benchmarks of a run,
   * so nobody may change it.
   */
  readonly month: (size: Omit<MonthSize, 'seed'>) => Promise<string>;
  /** A folder that `make` fills when its name is asked for the first time; nobody may change it afterwards. */
  readonly shared: (name: string, make: (directory: string) => Promise<void>) => Promise<string>;
}

/** One line of the table: what was measured, and whether the target holds. */
export interface Outcome {
  readonly name: string;
  readonly unit: string;
  /** The median of ours. */
  readonly ours: number;
  /** The median of the reference; null where the target is a number of its own. */
  readonly reference: number | null;
  /** Ours ÷ reference. */
  readonly ratio: number | null;
  /** As in `≤ 0.5` for a ratio, `≤ 50 ms` for a number. */
  readonly target: string;
  readonly holds: boolean;
}

/** The ratio of ours to the reference is to be `limit` at most. */
export function ratioAtMost(name: string, unit: string, ours: number, reference: number, limit: number): Outcome {
  const ratio = ours / reference;
  return { name, unit, ours, reference, ratio, target: `≤ ${limit}`, holds: ratio <= limit };
}

/** The ratio of ours to the reference, both of which are better when they are greater, is to be `limit` at least. */
export function ratioAtLeast(name: string, unit: string, ours: number, reference: number, limit: number): Outcome {
  const ratio = ours / reference;
  return { name, unit, ours, reference, ratio, target: `≥ ${limit}`, holds: ratio >= limit };
}

/** Ours is to be `limit` at most. */
export function atMost(name: string, unit: string, ours: number, limit: number): Outcome {
  return { name, unit, ours, reference: null, ratio: null, target: `≤ ${limit} ${unit}`, holds: ours <= limit };
}
