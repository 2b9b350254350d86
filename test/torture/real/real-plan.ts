import { SeededRandom } from '../../../src/simulator/population/seeded-random.ts';

/** One run of a bot, and how it ends. */
export interface PlannedLife {
  /** From the start of the process until it is ended. */
  readonly livesMs: number;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  /** From its end until the next start. */
  readonly pauseMs: number;
}

/** How long the simulator keeps the session of an absent bot: a start takes two seconds on a busy machine. */
export const sessionLifeSeconds = 4;

/**
 * Runs with this many kills and some planned stops, the same for the same seed. Some end while the process is still
 * starting, most while it counts, some after it has written by itself. Some pauses are longer than Discord keeps the
 * session.
 */
export function planLives(seed: number, kills: number): PlannedLife[] {
  const random = new SeededRandom(seed);
  const lives: PlannedLife[] = [];
  for (let killed = 0; killed < kills; ) {
    const livesMs = lengthOfLife(random);
    const signal = random.happens(0.85) ? 'SIGKILL' : 'SIGTERM';
    const pauseMs = random.happens(0.8) ? random.between(0, 600) : random.between(4_100, 5_000);
    lives.push({ livesMs, signal, pauseMs });
    if (signal === 'SIGKILL') killed += 1;
  }
  return lives;
}

function lengthOfLife(random: SeededRandom): number {
  const when = random.next();
  if (when < 0.35) return random.between(50, 1500);
  return when < 0.85 ? random.between(1500, 4000) : random.between(8000, 13_000);
}
