import type { CounterMetric, TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Hour, type HourRange, hoursOfMonth, type Month, monthsOfRange } from '../core/time.ts';
import type { ImportedCounts } from '../store/records.ts';
import type { StoreReader } from '../store/store-reader.ts';
import { ObservedHours } from './hours/observed-hours.ts';
import type { CountingNow } from './questions/question-deps.ts';
import type { RangeFacts } from './range-facts.ts';
import type { Reason } from './value.ts';

export interface SightDeps {
  readonly store: Pick<StoreReader, 'months'>;
  readonly circumstances: Pick<CountingNow, 'countsMembers'>;
}

export interface SightOptions {
  /** Contains every hour that is asked about. */
  readonly range: HourRange;
  /** Of the same range. */
  readonly facts: RangeFacts;
  /** The hours with unreadable counters. */
  readonly unreadable?: readonly HourRange[];
}

/** The hours of a number. */
export interface SeenHours {
  readonly span: HourRange;
  /** Which hours of the span are meant; by default all. */
  readonly isAsked?: (hour: Hour) => boolean;
  /** Why nothing is counted now in the channel that the number is of. Another program counted all channels. */
  readonly ofChannel?: Reason | null;
  /** Why what was counted in a month is lost; null if it is not. */
  readonly lostIn?: (month: Month) => Reason | null;
}

/** What Census could see of a guild's hours: whether a zero is a number, or only means that nothing is known. */
export class Sight {
  /** How much of the hours was observed. */
  readonly hours: ObservedHours;
  readonly #imported: ReadonlyMap<Month, ImportedCounts>;
  readonly #countsMembers: boolean;

  private constructor(hours: ObservedHours, imported: ReadonlyMap<Month, ImportedCounts>, countsMembers: boolean) {
    this.hours = hours;
    this.#imported = imported;
    this.#countsMembers = countsMembers;
  }

  static async of(
    { store, circumstances }: SightDeps,
    guildId: Snowflake,
    { range, facts, unreadable = [] }: SightOptions,
  ): Promise<Sight> {
    const imported = new Map<Month, ImportedCounts>();
    const months = facts.importedMonths.length === 0 ? [] : await store.months(guildId);
    for (const { month, imported: counts } of months) if (counts !== null) imported.set(month, counts);
    return new Sight(new ObservedHours({ range, facts, unreadable }), imported, circumstances.countsMembers);
  }

  /**
   * Why nothing of some counters does not mean zero; null if it does, or if one of them was counted. Hours that have not
   * begun are left out, and without any hour nothing is zero.
   */
  whyNothing(metrics: readonly CounterMetric[], { span, isAsked, ofChannel = null, lostIn }: SeenHours): Reason | null {
    const whyNotIn = (month: Month) => lostIn?.(month) ?? this.#whyNotCounted(month, metrics, ofChannel);
    return this.hours.whyUnknown(span, whyNotIn, isAsked);
  }

  /** As {@link whyNothing}. An imported month without any total of a metric did not count it. */
  async whyNoTotal(
    store: Pick<StoreReader, 'totals'>,
    guildId: Snowflake,
    metric: TotalMetric,
    span: HourRange,
  ): Promise<Reason | null> {
    const without = new Set<Month>();
    for (const month of monthsOfRange(span).filter((each) => this.#imported.has(each))) {
      const found = await store.totals(guildId, { metrics: [metric], range: hoursOfMonth(month) });
      if (found.length === 0) without.add(month);
    }
    return this.hours.whyUnknown(span, (month) => (without.has(month) ? 'imported' : null));
  }

  /** Why none of some counters was counted in a whole month; null if one was. */
  #whyNotCounted(month: Month, metrics: readonly CounterMetric[], ofChannel: Reason | null): Reason | null {
    const imported = this.#imported.get(month);
    if (imported !== undefined) {
      return metrics.some((metric) => imported.metrics.includes(metric)) ? null : 'imported';
    }
    if (ofChannel !== null) return ofChannel;
    const needMembers = metrics.every((metric) => metric === 'join' || metric === 'part');
    return needMembers && !this.#countsMembers ? 'intentOff' : null;
  }
}
