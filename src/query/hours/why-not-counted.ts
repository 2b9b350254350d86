import { metricsIn } from '../../columns/series/metrics-in.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import type { CountingDeps } from '../questions/counting-deps.ts';
import { readAround } from '../readable-counters.ts';
import type { Reason } from '../value.ts';

/** Knows why a metric was not counted in a whole month. */
export class WhyNotCounted {
  readonly #imported: ReadonlyMap<Month, ReadonlySet<CounterMetric>>;
  readonly #countsMembers: boolean;

  private constructor(imported: ReadonlyMap<Month, ReadonlySet<CounterMetric>>, countsMembers: boolean) {
    this.#imported = imported;
    this.#countsMembers = countsMembers;
  }

  /** Reads which metrics the imported months of a question have. */
  static async of(
    guildId: Snowflake,
    importedMonths: readonly Month[],
    { store, circumstances }: Pick<CountingDeps, 'store' | 'circumstances'>,
  ): Promise<WhyNotCounted> {
    const imported = new Map<Month, ReadonlySet<CounterMetric>>();
    for (const month of importedMonths) imported.set(month, await metricsOf(store, guildId, month));
    return new WhyNotCounted(imported, circumstances.countsMembers);
  }

  /**
   * Null if any of the metrics was counted in the month.
   *
   * @param ofChannel Why nothing is counted in the channel that the number is of. Another program counted all channels.
   */
  in(month: Month, metrics: readonly CounterMetric[], ofChannel: Reason | null = null): Reason | null {
    const imported = this.#imported.get(month);
    if (imported !== undefined) return metrics.some((metric) => imported.has(metric)) ? null : 'imported';
    if (ofChannel !== null) return ofChannel;
    const needMembers = metrics.every((metric) => metric === 'join' || metric === 'part');
    return needMembers && !this.#countsMembers ? 'intentOff' : null;
  }
}

async function metricsOf(
  store: CountingDeps['store'],
  guildId: Snowflake,
  month: Month,
): Promise<ReadonlySet<CounterMetric>> {
  const { found } = await readAround(store, async (source) => {
    const metrics = new Set<CounterMetric>();
    for await (const { blobs } of source.readCounters(guildId, hoursOfMonth(month))) {
      for (const metric of blobs.flatMap((blob) => [...metricsIn(blob)])) metrics.add(metric);
      await nextTurn();
    }
    return metrics;
  });
  return found;
}
