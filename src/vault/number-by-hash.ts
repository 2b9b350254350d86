import { PairTable } from '../core/pair-table.ts';

/**
 * A map from hashes to numbers that takes 24 to 48 bytes per hash. It compares the first 12 bytes of a hash: the chance
 * that two of a million people share them is about 10^-17. The map consists of parts that grow one at a time, because
 * moving half a million entries at once would hold the event loop for a tenth of a second.
 */
export class NumberByHash {
  readonly #parts = Array.from({ length: parts }, () => new PairTable());

  get size(): number {
    return this.#parts.reduce((sum, { size }) => sum + size, 0);
  }

  get(hash: Buffer): number | undefined {
    return this.#partOf(hash).get(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  has(hash: Buffer): boolean {
    return this.#partOf(hash).has(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  set(hash: Buffer, number: number): void {
    this.#partOf(hash).set(hash.readUIntBE(0, half), hash.readUIntBE(half, half), number);
  }

  delete(hash: Buffer): void {
    this.#partOf(hash).delete(hash.readUIntBE(0, half), hash.readUIntBE(half, half));
  }

  /** Whether any hash has this number. */
  hasNumber(number: number): boolean {
    let isFound = false;
    for (const part of this.#parts) {
      part.forEach((_first, _second, found) => {
        isFound ||= found === number;
      });
    }
    return isFound;
  }

  /** Deletes all hashes that have this number. */
  deleteAll(number: number): void {
    for (const part of this.#parts) part.deleteAmounts((found) => found === number);
  }

  #partOf(hash: Buffer): PairTable {
    return this.#parts[(hash[0] as number) % parts] as PairTable;
  }
}

const parts = 64;

/** In bytes. A JavaScript number holds six bytes exactly. */
const half = 6;
