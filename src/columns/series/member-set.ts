import type { CounterList } from '../blob/counter-list.ts';

/** A set of members with one bit for each member number, which only grows. */
export class MemberSet {
  #words: Uint32Array;
  #size = 0;

  /** @param room The {@link room} of a set of similar members: growing would leave garbage. */
  constructor(room = 0) {
    this.#words = new Uint32Array(room);
  }

  /** The memory in use, in words of 32 members. */
  get room(): number {
    return this.#words.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the members of counters with at least this amount. */
  add({ members, amounts, length }: CounterList, least: number): void {
    for (let index = 0; index < length; index += 1) {
      if ((amounts[index] as number) < least) continue;
      const member = members[index] as number;
      const place = member >>> 5;
      if (place >= this.#words.length) this.#grow(place);
      const before = this.#words[place] as number;
      const after = before | (1 << (member & 31));
      if (before === after >>> 0) continue;
      this.#words[place] = after;
      this.#size += 1;
    }
  }

  #grow(place: number): void {
    const words = new Uint32Array(2 ** Math.ceil(Math.log2(place + 1)));
    words.set(this.#words);
    this.#words = words;
  }
}
