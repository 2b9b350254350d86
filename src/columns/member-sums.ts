import type { MemberNumber } from '../core/counter.ts';
import { roomForMembers } from './room-for-members.ts';

/** Sums by member number, in shared memory: `low + high * 2^16`. */
export interface SharedSums {
  readonly low: Uint16Array;
  /** Empty if no sum has reached 2^16. */
  readonly high: Uint32Array;
}

/**
 * Sums by member number, into which a report adds millions of counters in random order. Most of the time is spent
 * waiting for memory, so the part of a sum that nearly every addition needs is small: 16 bits per member.
 */
export class MemberSums {
  /** The sums modulo 2^16. */
  #low: Uint16Array = new Uint16Array(0);
  /** The rest, in units of 2^16, for sums below 2^48. Empty until the first sum reaches 2^16. */
  #high: Uint32Array = new Uint32Array(0);
  /** The members whose sum reached 2^16. */
  #great: MemberNumber[] = [];
  /** The members added to, with duplicates, so that taking the sums of a small bucket does not scan all members. */
  #added: Uint32Array = new Uint32Array(0);
  /** The number of additions. If it exceeds the capacity of the list, a scan is cheaper. */
  #addedCount = 0;
  #taken = new Float64Array(0);

  /** Adds the first `length` amounts to the members at the same index. */
  add(members: Uint32Array, amounts: Float64Array, length: number): void {
    this.#reach(members, length);
    const low = this.#low;
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      const sum = (low[member] as number) + (amounts[index] as number);
      low[member] = sum; // The array keeps the lowest 16 bits.
      if (sum >= 2 ** 16) this.#carry(member, Math.floor(sum / 2 ** 16));
    }
    if (this.#addedCount + length <= this.#added.length) {
      this.#added.set(members.subarray(0, length), this.#addedCount);
    }
    this.#addedCount += length;
  }

  /** Returns the sums above 0, in no particular order, valid until the next call. Resets all sums to 0. */
  take(): Float64Array {
    this.#makeRoom(Math.min(this.#low.length, this.#great.length + this.#addedCount));
    const greatCount = this.#takeGreat();
    const isListed = this.#addedCount <= this.#added.length;
    const count = isListed ? this.#takeAdded(greatCount) : this.#takeAll(greatCount);
    this.#addedCount = 0;
    return this.#taken.subarray(0, count);
  }

  /** The current sums, valid until the next {@link add} or {@link clear}. */
  get shared(): SharedSums {
    return { low: this.#low, high: this.#high };
  }

  /** Resets all sums to 0. */
  clear(): void {
    this.#low.fill(0);
    this.#high.fill(0);
    this.#great = [];
    this.#addedCount = 0;
  }

  #makeRoom(count: number): void {
    if (count > this.#taken.length) this.#taken = new Float64Array(count);
  }

  #carry(member: MemberNumber, units: number): void {
    if (this.#high.length < this.#low.length) this.#high = sharedCopy(this.#high, this.#low.length);
    const before = this.#high[member] as number;
    if (before === 0) this.#great.push(member);
    this.#high[member] = before + units;
  }

  #takeGreat(): number {
    this.#great.forEach((member, index) => {
      this.#taken[index] = (this.#low[member] as number) + (this.#high[member] as number) * 2 ** 16;
      this.#low[member] = 0;
      this.#high[member] = 0;
    });
    const count = this.#great.length;
    this.#great = [];
    return count;
  }

  #takeAdded(start: number): number {
    const low = this.#low;
    const taken = this.#taken;
    let count = start;
    for (let index = 0; index < this.#addedCount; index += 1) {
      const member = this.#added[index] as number;
      const sum = low[member] as number;
      taken[count] = sum;
      count += oneUnlessZero(sum);
      low[member] = 0;
    }
    return count;
  }

  #takeAll(start: number): number {
    const low = this.#low;
    const taken = this.#taken;
    let count = start;
    for (let member = 0; member < low.length; member += 1) {
      const sum = low[member] as number;
      taken[count] = sum;
      count += oneUnlessZero(sum);
    }
    low.fill(0);
    return count;
  }

  #reach(members: Uint32Array, length: number): void {
    const size = roomForMembers(members, length, this.#low.length);
    if (size === this.#low.length) return;
    const low = new Uint16Array(new SharedArrayBuffer(size * Uint16Array.BYTES_PER_ELEMENT));
    low.set(this.#low);
    this.#low = low;
    if (this.#addedCount <= this.#added.length) this.#added = sharedCopy(this.#added, size >>> 3);
    else this.#addedCount = Number.POSITIVE_INFINITY;
  }
}

function sharedCopy(before: Uint32Array, size: number): Uint32Array {
  const after = new Uint32Array(new SharedArrayBuffer(size * Uint32Array.BYTES_PER_ELEMENT));
  after.set(before);
  return after;
}

/**
 * Avoids a branch, which would be mispredicted half of the time: every sum is written, and only those above 0 are kept.
 */
function oneUnlessZero(sum: number): number {
  return -sum >>> 31;
}
