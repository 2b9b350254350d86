/** A number without a member. */
export interface NaiveTotal {
  readonly metric: string;
  /** The hour, day or month, by the metric: hours and days since the epoch, months since the year 0. */
  readonly start: number;
  /** A channel's id; '' for the whole guild. */
  readonly channel: string;
  readonly key: string;
  readonly amount: number;
}

/** Adds up totals by all their fields but the amount. */
export class NaiveSums {
  readonly #amounts = new Map<string, number>();

  add(metric: string, start: number, channel: string, key: string, amount = 1): void {
    const place = JSON.stringify([metric, start, channel, key]);
    this.#amounts.set(place, (this.#amounts.get(place) ?? 0) + amount);
  }

  rows(): NaiveTotal[] {
    return [...this.#amounts].map(([place, amount]) => {
      const [metric, start, channel, key] = JSON.parse(place);
      return { metric, start, channel, key, amount };
    });
  }
}
