import type { MemberNumber } from '../core/counter.ts';
import { CorruptColumns } from '../core/errors.ts';
import { memberLimit } from './blob/column-layout.ts';
import { MomentSum } from './moment-sum.ts';
import type { Moments } from './moments.ts';

/**
 * Sums by member number, into which a `RunAdder` adds millions of counters in random order. A sum may reach any size.
 * The memory is kept for the next sums: used memory is several times as fast as new memory.
 */
export class MemberSums {
  /** The sums modulo 2^32. */
  low: Uint32Array = new Uint32Array(0);
  /** The members added to, with duplicates, while there is room: so a small bucket does not walk all members. */
  added: Uint32Array = new Uint32Array(1);
  addedCount = 0;
  #isListed = true;
  /** The rest of each great sum, in units of 2^32. */
  readonly #high = new Map<MemberNumber, number>();

  /** Makes room for that many additions. Returns the step of {@link addedCount}: 0 if members are not listed any more. */
  makeRoom(additions: number): 0 | 1 {
    if (this.#isListed && this.addedCount + additions < this.added.length) return 1;
    if (this.#isListed && this.added.length < this.#mostListed) {
      this.#growList(Math.min(this.#mostListed, (this.addedCount + additions + 1) * 2));
      return this.makeRoom(additions);
    }
    this.#isListed = false;
    this.addedCount = 0;
    return 0;
  }

  /**
   * Adds an amount of any size to any member, for whom {@link makeRoom} made room in the list.
   *
   * @throws {CorruptColumns} when there can be no such member.
   */
  addGreat(member: MemberNumber, amount: number): void {
    if (member >= this.low.length) this.#reach(member);
    const sum = (this.low[member] as number) + (amount % carryAt);
    const carried = Math.floor(amount / carryAt) + Math.floor(sum / carryAt);
    this.low[member] = sum; // The array keeps the lowest 32 bits.
    if (carried > 0) this.#high.set(member, (this.#high.get(member) ?? 0) + carried);
    this.added[this.addedCount] = member;
    if (this.#isListed) this.addedCount += 1;
  }

  /** The moments of the sums. Resets them to 0. */
  take(): Moments {
    const found = new MomentSum();
    for (const [member, units] of this.#high) {
      found.addGreat(BigInt(units) * 2n ** 32n + BigInt(this.low[member] as number));
      this.low[member] = 0;
    }
    if (this.#isListed) {
      found.addListed(this.low, this.added, this.addedCount);
    } else {
      found.addAll(this.low);
      this.low.fill(0);
    }
    this.#begin();
    return found.moments;
  }

  /** Resets the sums to 0, also after a failed addition. */
  clear(): void {
    this.low.fill(0);
    this.#begin();
  }

  #reach(member: MemberNumber): void {
    if (member >= memberLimit) throw new CorruptColumns('a member number is out of range');
    const low = new Uint32Array(Math.max(fewestMembers, 2 ** Math.ceil(Math.log2(member + 1))));
    low.set(this.low);
    this.low = low;
  }

  #begin(): void {
    this.#high.clear();
    this.#isListed = true;
    this.addedCount = 0;
  }

  /** With more, walking all members is faster. */
  get #mostListed(): number {
    return Math.max(fewestMembers, this.low.length >>> 2);
  }

  #growList(size: number): void {
    const added = new Uint32Array(size);
    added.set(this.added);
    this.added = added;
  }
}

const carryAt = 2 ** 32;
const fewestMembers = 2 ** 12;
