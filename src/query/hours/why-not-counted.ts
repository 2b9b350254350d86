import { metricsIn } from '../../columns/metrics-in.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import type { Query } from '../query.ts';
import type { QuestionDeps } from '../questions/question-deps.ts';
import { readAround } from '../readable-counters.ts';
import type { Reason } from '../value.ts';

/** Knows why a metric was not counted in a whole month. */
export class WhyNotCounted {
  readonly #imported: ReadonlyMap<Month, ReadonlySet<CounterMetric>>;
  readonly #ofChannel: Reason | null;
  readonly #countsMembers: boolean;

  private constructor(
    imported: ReadonlyMap<Month, ReadonlySet<CounterMetric>>,
    ofChannel: Reason | null,
    countsMembers: boolean,
  ) {
    this.#imported = imported;
    this.#ofChannel = ofChannel;
    this.#countsMembers = countsMembers;
  }

  /** For a question. Reads which metrics its imported months have. */
  static async of(
    { guildId, channel }: Pick<Query, 'guildId' | 'channel'>,
    importedMonths: readonly Month[],
    { store, circumstances }: Pick<QuestionDeps, 'store' | 'circumstances'>,
  ): Promise<WhyNotCounted> {
    const imported = new Map<Month, ReadonlySet<CounterMetric>>();
    for (const month of importedMonths) imported.set(month, await metricsOf(store, guildId, month));
    const ofChannel = channel === null ? null : await circumstances.whyUncounted(guildId, channel);
    return new WhyNotCounted(imported, ofChannel, circumstances.countsMembers);
  }

  /** Null if any of the metrics was counted in the month. Another program counted all channels. */
  in(month: Month, metrics: readonly CounterMetric[], isOfGuild: boolean): Reason | null {
    const imported = this.#imported.get(month);
    if (imported !== undefined) return metrics.some((metric) => imported.has(metric)) ? null : 'imported';
    if (!isOfGuild && this.#ofChannel !== null) return this.#ofChannel;
    const needMembers = metrics.every((metric) => metric === 'join' || metric === 'part');
    return needMembers && !this.#countsMembers ? 'intentOff' : null;
  }
}

async function metricsOf(
  store: QuestionDeps['store'],
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
