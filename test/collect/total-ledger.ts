import type { Totals } from '../../src/collect/totals.ts';
import type { TotalMetric } from '../../src/core/metric.ts';
import type { Total } from '../../src/core/total.ts';

/** What batches have added to totals, and taken off them, as one who writes them down would have it. */
export class TotalLedger {
  readonly #amounts = new Map<string, number>();

  /** To be called with every batch that is committed. */
  take(totals: Totals): void {
    for (const total of totals.takeChanges()) this.#add(total, total.amount);
    for (const total of totals.takeLowered()) this.#add(total, -total.amount);
  }

  /** The amounts of a metric, by `start key`. */
  of(metric: TotalMetric): Record<string, number> {
    return Object.fromEntries(
      [...this.#amounts].flatMap(([place, amount]) => {
        const [found, ...rest] = place.split(' ');
        return found === metric && amount !== 0 ? [[rest.join(' '), amount]] : [];
      }),
    );
  }

  #add({ metric, start, key }: Total, amount: number): void {
    const place = `${metric} ${start} ${key}`;
    this.#amounts.set(place, (this.#amounts.get(place) ?? 0) + amount);
  }
}
