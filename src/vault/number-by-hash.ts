import { PairTable } from '../core/pair-table.ts';

/**
 * A number for each of many hashes, in 24 to 48 bytes a hash. Of a hash the first 12 bytes are compared: two of a million
 * people share those with a chance of about 10^-17.
 */
export class NumberByHash {
  readonly #numbers = new PairTable();

  get size(): number {
    return this.#numbers.size;
  }

  get(hash: Buffer): number | undefined {
    return this.#numbers.get(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  has(hash: Buffer): boolean {
    return this.#numbers.has(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  set(hash: Buffer, number: number): void {
    this.#numbers.set(hash.readUIntBE(0, half), hash.readUIntBE(half, half), number);
  }

  delete(hash: Buffer): void {
    this.#numbers.delete(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  /** Takes out all hashes that have this number. */
  deleteAll(number: number): void {
    const pairs: (readonly [number, number])[] = [];
    this.#numbers.forEach((first, second, found) => {
      if (found === number) pairs.push([first, second]);
    });
    for (const [first, second] of pairs) this.#numbers.delete(first, second);
  }
}

/** Bytes; a number of JavaScript holds six exactly. */
const half = 6;
