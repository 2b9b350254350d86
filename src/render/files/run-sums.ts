import type { CounterList } from '../../columns/counter-list.ts';
import type { MemberNumber } from '../../core/counter.ts';

/** Adds up the counters of several hours by member. */
export class RunSums {
  readonly #sums: Float64Array;
  #members: MemberNumber[] = [];

  /** `numbersEnd` is above every member number. */
  constructor(numbersEnd: number) {
    this.#sums = new Float64Array(numbersEnd);
  }

  /** Throws a RangeError for a number that is no member's. */
  add({ members, amounts, length }: CounterList): void {
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      const amount = amounts[index] as number;
      const sum = this.#sums[member];
      if (sum === undefined) throw new RangeError('there is no member with that number');
      if (sum === 0 && amount > 0) this.#members.push(member);
      this.#sums[member] = sum + amount;
    }
  }

  /** Appends the sums above 0 to a list, in no particular order; afterwards all are 0. */
  moveTo(list: CounterList): void {
    for (const member of this.#members) {
      list.push(member, this.#sums[member] as number);
      this.#sums[member] = 0;
    }
    this.#members = [];
  }
}
