import { nextTurn } from '../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { TotalMetric } from '../../core/metric.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month } from '../../core/time.ts';
import type { TotalAtRest } from '../../core/total.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { periodsOf } from '../hours/periods.ts';
import { hasWhole } from '../kept/kept-months.ts';

export const kindMetrics = ['message_kind', 'attachment', 'reaction'] as const satisfies readonly TotalMetric[];
export type KindMetric = (typeof kindMetrics)[number];

/** Sums by key of each metric. */
export type KindSums = Readonly<Record<KindMetric, ReadonlyMap<string, number>>>;

export interface AskedKinds {
  readonly guildId: Snowflake;
  /** Whole days. */
  readonly range: HourRange;
  /** Null for all channels. Reactions belong to none. */
  readonly channel: ChannelNumber | null;
  readonly onProgress?: (share: number) => void;
}

/** Adds totals up, one day after the other: a large guild has thousands of totals a day. */
export async function kindsOfDays(
  store: Pick<StoreReader, 'totals'>,
  { guildId, range, channel, onProgress }: AskedKinds,
): Promise<Sums> {
  const sums = new Sums(channel);
  for (const day of periodsOf(range, 'day')) {
    const totals = await store.totals(guildId, { metrics: kindMetrics, range: day });
    sums.add(totals.filter(({ grain }) => grain === 'day'));
    onProgress?.((day.to - range.from) / (range.to - range.from));
    await nextTurn();
  }
  return sums;
}

/** What was summed by month of those pruned months that lie in the range as a whole. */
export async function kindsOfPruned(
  store: Pick<StoreReader, 'totals'>,
  { guildId, range, channel }: AskedKinds,
  pruned: readonly Month[],
): Promise<Sums> {
  const sums = new Sums(channel);
  for (const month of pruned.filter((each) => hasWhole(range, each))) {
    const metrics = ['message_kind', 'attachment'] as const;
    const totals = await store.totals(guildId, { metrics, range: hoursOfMonth(month) });
    sums.add(totals.filter(({ grain }) => grain === 'month'));
    await nextTurn();
  }
  return sums;
}

export class Sums implements KindSums {
  readonly message_kind = new Map<string, number>();
  readonly attachment = new Map<string, number>();
  readonly reaction = new Map<string, number>();
  readonly #channel: ChannelNumber | null;

  constructor(channel: ChannelNumber | null) {
    this.#channel = channel;
  }

  add(totals: readonly TotalAtRest[]): void {
    for (const { metric, channel, key, amount } of totals) {
      const isOther = this.#channel !== null && metric !== 'reaction' && channel !== this.#channel;
      if (!isOther) this.#put(metric as KindMetric, key, amount);
    }
  }

  addSums(other: KindSums): void {
    for (const metric of kindMetrics) for (const [key, amount] of other[metric]) this.#put(metric, key, amount);
  }

  #put(metric: KindMetric, key: string, amount: number): void {
    this[metric].set(key, (this[metric].get(key) ?? 0) + amount);
  }
}
