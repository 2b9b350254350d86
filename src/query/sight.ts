import type { CoverageGap } from '../core/coverage.ts';
import type { CounterMetric, TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Hour, type HourRange, hourMs, type Month, monthOfHour, monthsOfRange } from '../core/time.ts';
import type { StoreReader } from '../store/store-reader.ts';
import { type ImportedMonth, importedHours, isNotImported } from './imported-months.ts';
import type { RangeFacts } from './range-facts.ts';
import type { Reason } from './value.ts';

export type SightStore = Pick<StoreReader, 'totals' | 'months'>;

/** Why an hour has no counters although something may have happened in it. */
type Blindness = Extract<Reason, 'imported' | 'beforeCounting' | 'notObserved' | 'unreadable'>;

/** If several apply, the first is said: it is the one that the operator can do most about. */
const mostTelling: readonly Blindness[] = ['unreadable', 'notObserved', 'imported', 'beforeCounting'];

/** What Census could see of a guild's hours: whether a zero is a number, or only means that nothing is known. */
export class Sight {
  readonly #store: SightStore;
  readonly #guildId: Snowflake;
  readonly #facts: RangeFacts;
  readonly #unreadable: readonly HourRange[];
  readonly #imported: ReadonlyMap<Month, ImportedMonth>;
  readonly #notImported = new Map<string, Promise<boolean>>();

  private constructor(
    store: SightStore,
    guildId: Snowflake,
    facts: RangeFacts,
    unreadable: readonly HourRange[],
    imported: ReadonlyMap<Month, ImportedMonth>,
  ) {
    this.#store = store;
    this.#guildId = guildId;
    this.#facts = facts;
    this.#unreadable = unreadable;
    this.#imported = imported;
  }

  /**
   * @param facts Of a range that contains every hour that is asked about.
   * @param unreadable The hours with unreadable counters.
   */
  static async of(
    store: SightStore,
    guildId: Snowflake,
    facts: RangeFacts,
    unreadable: readonly HourRange[] = [],
  ): Promise<Sight> {
    const months = facts.importedMonths.length === 0 ? [] : await store.months(guildId);
    const imported = months.filter((month) => month.imported !== null);
    return new Sight(store, guildId, facts, unreadable, new Map(imported.map((month) => [month.month, month])));
  }

  /**
   * Why nothing of a metric in some hours of a range does not mean zero; null if it does. Hours that have not begun are
   * left out, and without any hour nothing is zero.
   *
   * @param isAsked Which hours of the range are asked about; by default all.
   */
  async whyNothing(
    metric: CounterMetric | TotalMetric,
    { from, to }: HourRange,
    isAsked: (hour: Hour) => boolean = () => true,
  ): Promise<Reason | null> {
    const notImported = await this.#monthsWithout(metric, { from, to });
    const { gaps } = this.#facts.coverage;
    const found = new Set<Blindness>();
    const end = Math.min(to, Math.ceil(this.#facts.askedAtMs / hourMs));
    let place = 0;
    for (let hour = from; hour < end; hour += 1) {
      if (!isAsked(hour)) continue;
      // Hours and gaps ascend.
      while (place < gaps.length && (gaps[place] as CoverageGap).toMs <= hour * hourMs) place += 1;
      const blindness = this.#blindnessIn(hour, gaps[place], notImported);
      if (blindness === null) return null;
      found.add(blindness);
    }
    return mostTelling.find((reason) => found.has(reason)) ?? null;
  }

  /** @param gap The first gap that ends after the hour has begun. */
  #blindnessIn(hour: Hour, gap: CoverageGap | undefined, notImported: ReadonlySet<Month>): Blindness | null {
    const { countingSinceMs, askedAtMs } = this.#facts;
    if (this.#imported.size > 0) {
      const month = monthOfHour(hour);
      const imported = this.#imported.get(month);
      const hours = imported === undefined ? null : importedHours(imported);
      if (hours !== null && notImported.has(month)) return 'imported';
      if (hours !== null) return hour < hours.from || hour >= hours.to ? 'notObserved' : null;
    }
    if (countingSinceMs === null || (hour + 1) * hourMs <= countingSinceMs) return 'beforeCounting';
    const fromMs = Math.max(hour * hourMs, countingSinceMs);
    const toMs = Math.min((hour + 1) * hourMs, askedAtMs);
    if (gap === undefined || gap.fromMs > fromMs || gap.toMs < toMs || fromMs >= toMs) return null;
    return this.#unreadable.some(({ from, to }) => from <= hour && hour < to) ? 'unreadable' : 'notObserved';
  }

  /** The imported months of a range that have nothing of a metric. */
  async #monthsWithout(metric: CounterMetric | TotalMetric, range: HourRange): Promise<ReadonlySet<Month>> {
    const without = new Set<Month>();
    if (this.#imported.size === 0) return without;
    for (const month of monthsOfRange(range)) {
      const imported = this.#imported.get(month);
      if (imported !== undefined && (await this.#isNotImported(imported, metric))) without.add(month);
    }
    return without;
  }

  #isNotImported(imported: ImportedMonth, metric: CounterMetric | TotalMetric): Promise<boolean> {
    const key = `${imported.month} ${metric}`;
    const known = this.#notImported.get(key);
    if (known !== undefined) return known;
    const asked = isNotImported(this.#store, this.#guildId, imported, metric);
    this.#notImported.set(key, asked);
    return asked;
  }
}
