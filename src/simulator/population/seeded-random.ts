/** Pseudo-random numbers that are the same for the same seed. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number from [0, 1), by the generator mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A number from [from, to). */
  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** Each item with the same probability; undefined if there is none. */
  oneOf<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.between(0, items.length))];
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  /** Exponentially distributed, like the time until an independent event. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /** Normally distributed with mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(this.exponential(2)) * Math.cos(2 * Math.PI * this.next());
  }

  /** Poisson distributed, like the number of independent events. */
  poisson(mean: number): number {
    // For a large mean, the rounded normal distribution is the same and does not take `mean` steps.
    if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    let count = 0;
    for (let rest = this.exponential(1); rest < mean; rest += this.exponential(1)) count++;
    return count;
  }

  /** An index of a list of running sums, weighted by the share that each adds. */
  weighted(runningSums: ArrayLike<number>): number {
    const target = this.next() * (runningSums[runningSums.length - 1] ?? 0);
    let low = 0;
    let high = runningSums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((runningSums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Each weight added to those before it, as `SeededRandom.weighted` takes them. */
export function runningSums(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
