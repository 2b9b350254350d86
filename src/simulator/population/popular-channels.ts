import type { Snowflake } from '../../core/snowflake.ts';
import { runningSums, type SeededRandom } from './seeded-random.ts';

/** Channels of very different popularity. */
export class PopularChannels {
  readonly #random: SeededRandom;
  readonly #channels: readonly Snowflake[];
  readonly #runningSums: readonly number[];

  constructor(random: SeededRandom, channels: readonly Snowflake[]) {
    this.#random = random;
    this.#channels = channels;
    this.#runningSums = popularity(channels.length);
  }

  get isEmpty(): boolean {
    return this.#channels.length === 0;
  }

  /** Picks one, weighted by popularity. */
  pick(): Snowflake {
    return this.#channels[this.#random.weighted(this.#runningSums)] ?? '';
  }
}

/** Running sums: the second is half as popular as the first, the third a third, and so on (Zipf). */
export function popularity(count: number): readonly number[] {
  return runningSums(Array.from({ length: count }, (_, index) => 1 / (index + 1)));
}
