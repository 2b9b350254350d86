/**
 * Maps pairs of whole numbers to amounts, as an open-addressing hash table with linear probing (Knuth, The Art of
 * Computer Programming, volume 3, section 6.4). A slot is three numbers in one array: the first number plus one, the
 * second, the amount; 0 marks a free slot. The keys and chains of a `Map` are scattered over memory: a lookup between
 * two messages, whose parsing fills the processor's cache, takes several times as long. Clearing and refilling the
 * table rarely allocates.
 */
export class PairTable {
  #slots = new Float64Array(minCapacity * width);
  #size = 0;

  /** The number of pairs. */
  get size(): number {
    return this.#size;
  }

  /** Both numbers are integers, 0 or more. */
  has(first: number, second: number): boolean {
    return this.#slots[this.#find(first, second)] !== 0;
  }

  /** The amount of a pair; undefined if it is absent. */
  get(first: number, second: number): number | undefined {
    const at = this.#find(first, second);
    return this.#slots[at] === 0 ? undefined : this.#slots[at + 2];
  }

  /** Adds to the amount of a pair. Returns true if the pair is new. */
  add(first: number, second: number, amount: number): boolean {
    const at = this.#find(first, second);
    if (this.#slots[at] === 0) {
      this.#put(at, first, second, amount);
      return true;
    }
    (this.#slots[at + 2] as number) += amount;
    return false;
  }

  /** Sets the amount of a pair. */
  set(first: number, second: number, amount: number): void {
    const at = this.#find(first, second);
    if (this.#slots[at] === 0) this.#put(at, first, second, amount);
    else this.#slots[at + 2] = amount;
  }

  /** Calls `visit` for every pair, in no particular order. */
  forEach(visit: (first: number, second: number, amount: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += width) {
      if (slots[at] !== 0) visit((slots[at] as number) - 1, slots[at + 1] as number, slots[at + 2] as number);
    }
  }

  /** Deletes a pair, if present, and moves later pairs of its probe sequence up (Knuth's Algorithm R). */
  delete(first: number, second: number): void {
    const slots = this.#slots;
    const mask = slots.length / width - 1;
    let hole = this.#find(first, second) / width;
    if (slots[hole * width] === 0) return;
    for (let slot = (hole + 1) & mask; slots[slot * width] !== 0; slot = (slot + 1) & mask) {
      const home = this.#home((slots[slot * width] as number) - 1, slots[slot * width + 1] as number);
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      slots.copyWithin(hole * width, slot * width, (slot + 1) * width);
      hole = slot;
    }
    slots.fill(0, hole * width, (hole + 1) * width);
    this.#size -= 1;
  }

  /** Deletes every pair whose amount `isDeleted` accepts. */
  deleteAmounts(isDeleted: (amount: number) => boolean): void {
    const pairs: (readonly [first: number, second: number])[] = [];
    this.forEach((first, second, amount) => {
      if (isDeleted(amount)) pairs.push([first, second]);
    });
    for (const [first, second] of pairs) this.delete(first, second);
  }

  /** Deletes all pairs. Keeps the capacity, unless less than a sixteenth of it was in use. */
  clear(): void {
    const capacity = this.#slots.length / width;
    if (capacity > minCapacity && this.#size < capacity / 16) this.#slots = new Float64Array((capacity / 4) * width);
    else this.#slots.fill(0);
    this.#size = 0;
  }

  #put(at: number, first: number, second: number, amount: number): void {
    this.#slots[at] = first + 1;
    this.#slots[at + 1] = second;
    this.#slots[at + 2] = amount;
    this.#size += 1;
    // A load factor of at most two thirds keeps probe sequences short.
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

  /** The index of a pair, or of the free slot where it belongs. */
  #find(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length / width - 1;
    for (let slot = this.#home(first, second); ; slot = (slot + 1) & mask) {
      const found = slots[slot * width];
      if (found === 0 || (found === first + 1 && slots[slot * width + 1] === second)) return slot * width;
    }
  }

  /** The first slot of a pair's probe sequence: a hash of its bits. */
  #home(first: number, second: number): number {
    const hash = Math.imul(second ^ Math.imul(first, 0x9e3779b1), 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#slots.length / width - 1);
  }
}

/** Array elements per slot. */
const width = 3;

/** Always a power of two. */
const minCapacity = 16;
