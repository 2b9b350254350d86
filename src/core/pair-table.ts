/**
 * Amounts by pairs of whole numbers, in one array: of every place the first number plus one, the second, the amount; a zero
 * stands for a place that is free. Who is looked for is at the place that follows from the pair or, where that is taken by
 * another, soon behind it (open addressing). A `Map` or `Set` has its keys and chains all over the memory; to look into one
 * between two messages, whose parsing fills the processor's cache, takes several times as long. And a table that is cleared
 * and filled again leaves nothing for the garbage collector.
 */
export class PairTable {
  #slots = new Float64Array(fewestPlaces * width);
  #size = 0;

  /** How many pairs there are. */
  get size(): number {
    return this.#size;
  }

  /** Both numbers are whole, and 0 or more. */
  has(first: number, second: number): boolean {
    return this.#slots[this.#find(first, second)] !== 0;
  }

  /** The amount of a pair; undefined if it is not there. */
  get(first: number, second: number): number | undefined {
    const at = this.#find(first, second);
    return this.#slots[at] === 0 ? undefined : this.#slots[at + 2];
  }

  /** Adds an amount to that of a pair. True if the pair was not there before. */
  add(first: number, second: number, amount: number): boolean {
    const at = this.#find(first, second);
    if (this.#slots[at] === 0) {
      this.#put(at, first, second, amount);
      return true;
    }
    (this.#slots[at + 2] as number) += amount;
    return false;
  }

  /** Replaces the amount of a pair. */
  set(first: number, second: number, amount: number): void {
    const at = this.#find(first, second);
    if (this.#slots[at] === 0) this.#put(at, first, second, amount);
    else this.#slots[at + 2] = amount;
  }

  /** Shows every pair with its amount, in no order. */
  forEach(visit: (first: number, second: number, amount: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += width) {
      if (slots[at] !== 0) visit((slots[at] as number) - 1, slots[at + 1] as number, slots[at + 2] as number);
    }
  }

  /** Takes out a pair, if it is there. Those behind it that belong further forward move up. */
  delete(first: number, second: number): void {
    const slots = this.#slots;
    const mask = slots.length / width - 1;
    let hole = this.#find(first, second) / width;
    if (slots[hole * width] === 0) return;
    for (let place = (hole + 1) & mask; slots[place * width] !== 0; place = (place + 1) & mask) {
      const home = this.#home((slots[place * width] as number) - 1, slots[place * width + 1] as number);
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      slots.copyWithin(hole * width, place * width, (place + 1) * width);
      hole = place;
    }
    slots.fill(0, hole * width, (hole + 1) * width);
    this.#size -= 1;
  }

  /** Takes everything out. Keeps the room that was needed, unless that was far more than was used of late. */
  clear(): void {
    const places = this.#slots.length / width;
    if (places > fewestPlaces && this.#size < places / 16) this.#slots = new Float64Array((places / 4) * width);
    else this.#slots.fill(0);
    this.#size = 0;
  }

  #put(at: number, first: number, second: number, amount: number): void {
    this.#slots[at] = first + 1;
    this.#slots[at + 1] = second;
    this.#slots[at + 2] = amount;
    this.#size += 1;
    // At most two thirds of the places are taken, so that whoever is looked for is soon found, or soon missed.
    if (this.#size * 3 > (this.#slots.length / width) * 2) this.#grow();
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    for (let at = 0; at < before.length; at += width) {
      if (before[at] === 0) continue;
      const to = this.#find((before[at] as number) - 1, before[at + 1] as number);
      for (let index = 0; index < width; index += 1) this.#slots[to + index] = before[at + index] as number;
    }
  }

  /** Where a pair begins, or else the free place where it is to be put. */
  #find(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length / width - 1;
    for (let place = this.#home(first, second); ; place = (place + 1) & mask) {
      const found = slots[place * width];
      if (found === 0 || (found === first + 1 && slots[place * width + 1] === second)) return place * width;
    }
  }

  /** The place that follows from a pair alone: any mixture of its bits. */
  #home(first: number, second: number): number {
    const hash = Math.imul(second ^ Math.imul(first, 0x9e3779b1), 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#slots.length / width - 1);
  }
}

/** Numbers that a place takes. */
const width = 3;

/** Always a power of two. */
const fewestPlaces = 16;
