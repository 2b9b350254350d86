import type { RandomBytes } from '../core/random.ts';

const blockBytes = 4096;

/** Uniformly random whole numbers out of a source of random bytes, which is asked for a block at a time. */
export class RandomNumbers {
  readonly #random: RandomBytes;
  #block: DataView = new DataView(new ArrayBuffer(0));
  #position = 0;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  /** A number from 0 up to and without `limit`, which is 2^32 at most. */
  below(limit: number): number {
    const fair = 2 ** 32 - (2 ** 32 % limit); // What lies above would make the first remainders more likely.
    for (;;) {
      const number = this.#uint32();
      if (number < fair) return number % limit;
    }
  }

  #uint32(): number {
    if (this.#position === this.#block.byteLength) {
      const bytes = this.#random(blockBytes);
      this.#block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#position = 0;
    }
    const number = this.#block.getUint32(this.#position);
    this.#position += 4;
    return number;
  }
}
