import type { Moments } from './moments.ts';

/** Sums with more bits are squared as big integers. A month has fewer seconds than have as many bits. */
const greatBits = 22;

/** So many sums of as many bits add up to less than 2^31, and their squares to less than 2^53. */
const sumsPerBlock = 2 ** 9;

const lowBits = 2 ** 26;

/** Computes moments exactly, mostly with numbers. */
export class MomentSum {
  #users = 0;
  /** Of sums with few bits: 2^24 members have less than 2^46. */
  #total = 0;
  /** The squares of the same: `#low + #high * lowBits`, both below 2^53. */
  #low = 0;
  #high = 0;
  #greatTotal = 0n;
  #greatSquares = 0n;

  get moments(): Moments {
    return {
      users: this.#users,
      total: this.#greatTotal === 0n ? this.#total : Number(this.#greatTotal + BigInt(this.#total)),
      squares: this.#greatSquares + BigInt(this.#low) + BigInt(this.#high) * BigInt(lowBits),
    };
  }

  /** Adds a sum of any size above 0. */
  addGreat(sum: bigint): void {
    this.#users += 1;
    this.#greatTotal += sum;
    this.#greatSquares += sum * sum;
  }

  /** Adds all sums above 0. */
  addAll(sums: Uint32Array): void {
    for (let start = 0; start < sums.length; start += sumsPerBlock) {
      this.#addBlock(sums, start, Math.min(start + sumsPerBlock, sums.length));
    }
  }

  /** Adds the sums of the first `count` members, and sets them to 0. A member may be listed several times. */
  addListed(sums: Uint32Array, members: Uint32Array, count: number): void {
    const block = new Uint32Array(sumsPerBlock);
    for (let start = 0; start < count; start += sumsPerBlock) {
      const length = Math.min(sumsPerBlock, count - start);
      for (let index = 0; index < length; index += 1) {
        const member = members[start + index] as number;
        block[index] = sums[member] as number;
        sums[member] = 0;
      }
      this.#addBlock(block, 0, length);
    }
  }

  #addBlock(sums: Uint32Array, start: number, end: number): void {
    let [users, total, squares, bits] = [0, 0, 0, 0];
    for (let index = start; index < end; index += 1) {
      const sum = sums[index] as number;
      bits |= sum;
      // Avoids a branch, which would be mispredicted half of the time: 1 unless the sum is 0.
      users += (sum | -sum) >>> 31;
      total = (total + sum) | 0;
      squares += sum * sum;
    }
    if (bits >>> greatBits !== 0) {
      this.#addGreatBlock(sums, start, end);
      return;
    }
    this.#users += users;
    this.#total += total;
    this.#low += squares % lowBits;
    this.#high += Math.floor(squares / lowBits);
  }

  #addGreatBlock(sums: Uint32Array, start: number, end: number): void {
    for (let index = start; index < end; index += 1) {
      const sum = sums[index] as number;
      if (sum > 0) this.addGreat(BigInt(sum));
    }
  }
}
