import { createHash } from 'node:crypto';
import type { RandomBytes } from '../../src/core/random.ts';

/** The same bytes for the same seed. */
export function seededRandom(seed: string): RandomBytes {
  let count = 0;
  return (size) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 32) {
      const block = createHash('sha256').update(`${seed} ${count}`).digest();
      bytes.set(block.subarray(0, Math.min(32, size - at)), at);
      count += 1;
    }
    return bytes;
  };
}
