import type { CounterList } from '../../columns/blob/counter-list.ts';
import type { MemberNumber } from '../../core/counter.ts';

/** Sums the counters of several hours by member. */
export class RunSums {
  readonly #sums: Float64Array;
  #members: MemberNumber[] = [];

  /** @param numbersEnd Greater than every member number. */
  constructor(numbersEnd: number) {
    this.#sums = new Float64Array(numbersEnd);
  }

  /** @throws {RangeError} for a number that is not a member's. */
  add({ members, amounts, length }: CounterList): void {
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      const amount = amounts[index] as number;
      const sum = this.#sums[member];
      if (sum === undefined) throw new RangeError('no member has that number');
      if (sum === 0 && amount > 0) this.#members.push(member);
      this.#sums[member] = sum + amount;
    }
  }

  /** Appends the sums above 0 to a list, in no particular order, and resets all sums to 0. */
  moveTo(list: CounterList): void {
    for (const member of this.#members) {
      list.push(member, this.#sums[member] as number);
      this.#sums[member] = 0;
    }
    this.#members = [];
  }
}
