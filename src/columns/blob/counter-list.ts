import type { MemberNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';

/** Members and amounts side by side, of one (hour, metric, channel) or of many; the room for them grows by doubling. */
export class CounterList {
  #members = new Uint32Array(16);
  #amounts = new Float64Array(16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The first `length` count. */
  get members(): Uint32Array {
    return this.#members;
  }

  /** The first `length` count. */
  get amounts(): Float64Array {
    return this.#amounts;
  }

  clear(): void {
    this.#length = 0;
  }

  push(member: MemberNumber, amount: number): void {
    const index = this.extend(1);
    this.#members[index] = member;
    this.#amounts[index] = amount;
  }

  /** Makes the list longer by `count` and returns where the new places begin; the caller fills them. */
  extend(count: number): number {
    const start = this.#length;
    this.#length = start + count;
    if (this.#length > this.#members.length) this.#grow(this.#length * 2);
    return start;
  }

  has(member: MemberNumber): boolean {
    return this.#indexOf(member) >= 0;
  }

  /** Takes out the counter of a member, if there is one, of a run that is in order. */
  remove(member: MemberNumber): void {
    const index = this.#indexOf(member);
    if (index < 0) return;
    this.#members.copyWithin(index, index + 1, this.#length);
    this.#amounts.copyWithin(index, index + 1, this.#length);
    this.#length -= 1;
  }

  /** Puts the counters of one run in order. Of `total_users` the last stays, of all else those of a member are added up. */
  settle(metric: CounterMetric): void {
    if (this.#isAscending()) return;
    switch (metric) {
      case 'total_users':
        this.#amounts[0] = this.#amounts[this.#length - 1] as number;
        this.#length = 1;
        break;
      case 'msg':
      case 'voice':
      case 'join':
      case 'part':
        this.#sortAndAddUp();
        break;
    }
  }

  #indexOf(member: MemberNumber): number {
    return this.#members.subarray(0, this.#length).indexOf(member);
  }

  #isAscending(): boolean {
    for (let index = 1; index < this.#length; index += 1) {
      if ((this.#members[index] as number) <= (this.#members[index - 1] as number)) return false;
    }
    return true;
  }

  #sortAndAddUp(): void {
    const amounts = this.#amounts.slice(0, this.#length);
    // The place behind the member number: 24 + 29 bits are a whole number that a double holds, and sort fast.
    const keys = new Float64Array(this.#length);
    for (let index = 0; index < keys.length; index += 1)
      keys[index] = (this.#members[index] as number) * 2 ** 29 + index;
    keys.sort();

    let kept = -1;
    let previous = -1;
    for (const key of keys) {
      const member = Math.floor(key / 2 ** 29);
      const amount = amounts[key - member * 2 ** 29] as number;
      if (member === previous) {
        this.#amounts[kept] = (this.#amounts[kept] as number) + amount;
      } else {
        kept += 1;
        this.#members[kept] = member;
        this.#amounts[kept] = amount;
        previous = member;
      }
    }
    this.#length = kept + 1;
  }

  #grow(size: number): void {
    const members = new Uint32Array(size);
    const amounts = new Float64Array(size);
    members.set(this.#members);
    amounts.set(this.#amounts);
    this.#members = members;
    this.#amounts = amounts;
  }
}
