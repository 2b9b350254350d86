/**
 * Sorts counters by their member's token: a radix sort of 32-bit numbers (three passes of 11 bits, the lowest first), which
 * takes a quarter of the time of comparing. Counters of one token keep their order. The memory is kept for the next list.
 */
export class TokenOrder {
  /** The tokens, in order once {@link sort} is done. Only the first {@link length} are valid. */
  tokens = new Uint32Array(0);
  /** What was added with each token. */
  places = new Uint32Array(0);
  length = 0;
  #otherTokens = new Uint32Array(0);
  #otherPlaces = new Uint32Array(0);
  readonly #starts = new Uint32Array(digits);

  /** Empties the list, and makes room for so many. */
  begin(most: number): void {
    this.length = 0;
    if (most <= this.tokens.length) return;
    const room = most * 2;
    this.tokens = new Uint32Array(room);
    this.places = new Uint32Array(room);
    this.#otherTokens = new Uint32Array(room);
    this.#otherPlaces = new Uint32Array(room);
  }

  add(token: number, place: number): void {
    this.tokens[this.length] = token;
    this.places[this.length] = place;
    this.length += 1;
  }

  /** Yields after each pass, of which each takes some ten nanoseconds a counter. */
  *sort(): Generator<undefined, void> {
    for (let shift = 0; shift < 32; shift += digitBits) {
      this.#pass(shift);
      yield;
    }
  }

  #pass(shift: number): void {
    const starts = this.#starts;
    const { tokens, places, length } = this;
    const [sortedTokens, sortedPlaces] = [this.#otherTokens, this.#otherPlaces];
    starts.fill(0);
    for (let index = 0; index < length; index += 1) {
      const digit = ((tokens[index] as number) >>> shift) & digitMask;
      starts[digit] = (starts[digit] as number) + 1;
    }
    let start = 0;
    for (let digit = 0; digit < digits; digit += 1) {
      const count = starts[digit] as number;
      starts[digit] = start;
      start += count;
    }
    for (let index = 0; index < length; index += 1) {
      const token = tokens[index] as number;
      const digit = (token >>> shift) & digitMask;
      const to = starts[digit] as number;
      starts[digit] = to + 1;
      sortedTokens[to] = token;
      sortedPlaces[to] = places[index] as number;
    }
    this.tokens = sortedTokens;
    this.places = sortedPlaces;
    this.#otherTokens = tokens;
    this.#otherPlaces = places;
  }
}

const digitBits = 11;
const digits = 2 ** digitBits;
const digitMask = digits - 1;
