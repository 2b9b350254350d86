import type { CounterMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Month } from '../../core/time.ts';
import type { ImportedCounts } from '../../store/records.ts';
import type { CountingDeps } from '../questions/question-deps.ts';
import type { Reason } from '../value.ts';

/** Knows why a metric was not counted in a whole month. */
export class WhyNotCounted {
  readonly #imported: ReadonlyMap<Month, ImportedCounts>;
  readonly #countsMembers: boolean;

  private constructor(imported: ReadonlyMap<Month, ImportedCounts>, countsMembers: boolean) {
    this.#imported = imported;
    this.#countsMembers = countsMembers;
  }

  static async of(
    guildId: Snowflake,
    { store, circumstances }: Pick<CountingDeps, 'store' | 'circumstances'>,
  ): Promise<WhyNotCounted> {
    const imported = new Map<Month, ImportedCounts>();
    for (const { month, imported: counts } of await store.months(guildId)) {
      if (counts !== null) imported.set(month, counts);
    }
    return new WhyNotCounted(imported, circumstances.countsMembers);
  }

  /**
   * Null if any of the metrics was counted in the month.
   *
   * @param ofChannel Why nothing is counted in the channel that the number is of. Another program counted all channels.
   */
  in(month: Month, metrics: readonly CounterMetric[], ofChannel: Reason | null = null): Reason | null {
    const imported = this.#imported.get(month);
    if (imported !== undefined) {
      return metrics.some((metric) => imported.metrics.includes(metric)) ? null : 'imported';
    }
    if (ofChannel !== null) return ofChannel;
    const needMembers = metrics.every((metric) => metric === 'join' || metric === 'part');
    return needMembers && !this.#countsMembers ? 'intentOff' : null;
  }
}
