import type { Snowflake } from '../../core/snowflake.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Channels of very different popularity: the second is half as popular as the first, the third a third (Zipf). */
export class PopularChannels {
  readonly #random: SeededRandom;
  readonly #channels: readonly Snowflake[];
  readonly #runningSums: readonly number[];

  constructor(random: SeededRandom, channels: readonly Snowflake[]) {
    this.#random = random;
    this.#channels = channels;
    let sum = 0;
    this.#runningSums = channels.map((_, index) => {
      sum += 1 / (index + 1);
      return sum;
    });
  }

  get isEmpty(): boolean {
    return this.#channels.length === 0;
  }

  /** Picks one by its popularity. */
  pick(): Snowflake {
    return this.#channels[this.#random.weighted(this.#runningSums)] ?? '';
  }
}
