import { crc32 } from 'node:zlib';
import type { RandomBytes } from '../src/core/random.ts';
import { SeededRandom } from '../src/simulator/population/seeded-random.ts';

/** Bytes that look random and are the same for the same seed. */
export function seededBytes(seed: string): RandomBytes {
  const random = new SeededRandom(crc32(seed));
  return (size) => Uint8Array.from({ length: size }, () => Math.floor(random.next() * 256));
}
