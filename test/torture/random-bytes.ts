import type { RandomBytes } from '../../src/core/random.ts';
import type { SeededRandom } from '../../src/simulator/population/seeded-random.ts';

/** Bytes that look random and are the same for the same seed. */
export function randomBytesFrom(random: SeededRandom): RandomBytes {
  return (size) => Uint8Array.from({ length: size }, () => Math.floor(random.next() * 256));
}
