/** A set of numbers from 1 to 2^32 - 1. It takes six to twelve bytes per number, a fraction of what a `Set` takes. */
export class Uint32Set {
  #size = 0;
  /** Open addressing with linear probing: a number is in its hash slot, or in the next free one after it. 0 is free. */
  #places: Uint32Array;

  /** `expected` is the approximate number of members. */
  constructor(expected = 0) {
    this.#places = new Uint32Array(2 ** Math.max(4, Math.ceil(Math.log2((expected + 1) / fullness))));
  }

  get size(): number {
    return this.#size;
  }

  has(value: number): boolean {
    return this.#places[this.#placeOf(value)] === value;
  }

  /** Adds a number. False if it was in the set. */
  add(value: number): boolean {
    const place = this.#placeOf(value);
    if (this.#places[place] === value) return false;
    this.#places[place] = value;
    this.#size += 1;
    if (this.#size > this.#places.length * fullness) this.#grow();
    return true;
  }

  #placeOf(value: number): number {
    const mask = this.#places.length - 1;
    let place = (Math.imul(value, spread) >>> 8) & mask;
    while (this.#places[place] !== 0 && this.#places[place] !== value) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const values = this.#places;
    this.#places = new Uint32Array(values.length * 2);
    for (const value of values) {
      if (value !== 0) this.#places[this.#placeOf(value)] = value;
    }
  }
}

const fullness = 0.7;

/** 2^32 divided by the golden ratio, odd: multiplying by it spreads neighbours (Knuth, volume 3, section 6.4). */
const spread = 0x9e3779b1;
