import { median } from './median.ts';

/**
 * Lets contenders run one after the other, `rounds` times, so that what else happens on the machine happens to all of
 * them; each round begins with another one. Returns what each of them returned. A run that is to warm up is not among it.
 */
export async function interleaved<Name extends string, Result>(
  contenders: Readonly<Record<Name, () => Promise<Result>>>,
  { rounds, warmUps = 0, onRound }: Rounds,
): Promise<Record<Name, readonly Result[]>> {
  const names = Object.keys(contenders) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Result[]>;
  for (let round = 0; round < warmUps + rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const result = await contenders[name]();
      if (round >= warmUps) results[name].push(result);
    }
    onRound?.((round + 1) / (warmUps + rounds));
  }
  return results;
}

export interface Rounds {
  readonly rounds: number;
  /** Rounds before them that do not count. */
  readonly warmUps?: number;
  /** Told after each round what share is done. */
  readonly onRound?: (share: number) => void;
}

/** What a piece of work took: on the clock, and of all threads of this process. */
export interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export async function taken(work: () => unknown): Promise<Taken> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(startCpu);
  return { wallMs: performance.now() - startMs, cpuMs: (user + system) / 1000 };
}

export function medianTaken(all: readonly Taken[]): Taken {
  return { wallMs: median(all.map(({ wallMs }) => wallMs)), cpuMs: median(all.map(({ cpuMs }) => cpuMs)) };
}
