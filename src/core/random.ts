/** Returns `size` uniformly random bytes: from the operating system in production, seeded in tests. */
export type RandomBytes = (size: number) => Uint8Array;

const blockBytes = 4096;

/** Uniformly random whole numbers of 32 bits, from a source of random bytes that is read in blocks. */
export class RandomNumbers {
  readonly #random: RandomBytes;
  #block = new Uint32Array(0);
  #position = 0;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  next(): number {
    if (this.#position === this.#block.length) {
      this.#block = new Uint32Array(this.#random(blockBytes).slice().buffer);
      this.#position = 0;
    }
    const number = this.#block[this.#position] ?? 0;
    this.#position += 1;
    return number;
  }
}
