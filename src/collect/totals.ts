import { type ChannelNumber, none } from '../core/counter.ts';
import type { MessageShares } from '../core/message-shares.ts';
import { metricOf, otherKey, type TotalMetric } from '../core/metric.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { monthOf } from '../core/time.ts';
import { type KnownKey, startIn, type Total } from '../core/total.ts';

/** An event that is counted without a member. */
export interface TotalEvent {
  readonly guildId: Snowflake;
  readonly metric: TotalMetric;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** {@link none}, the default, for a metric of scope `guild`. */
  readonly channel?: ChannelNumber;
  /** '' by default. */
  readonly key?: string;
  /** 1 by default. */
  readonly amount?: number;
}

/** Collects totals in memory until the next batch takes them. */
export class Totals {
  #changes = new Map<string, Pending>();
  /** What must be subtracted from totals that a batch has already taken. */
  #lowered = new Map<string, Pending>();
  /** The keys of a guild and month, for metrics with a limit of keys. */
  readonly #keys = new Map<string, Set<string>>();

  /** `known` are the keys that the open month already has, from the checkpoint. */
  constructor(known: readonly KnownKey[] = []) {
    for (const { guildId, metric, month, key } of known) this.#keysOf(guildId, metric, month).add(key);
  }

  /** Counts an event by the fold of its metric: adds the amount, keeps the greatest, or replaces the earlier one. */
  add({ guildId, metric, atMs, channel = none, key = '', amount = 1 }: TotalEvent): void {
    const { grain, fold } = metricOf(metric);
    const start = startIn(grain, atMs);
    const counted = this.#roomFor(guildId, metric, atMs, key);
    const place = placeOf(guildId, metric, start, channel, counted);
    const pending = this.#changes.get(place);
    if (pending === undefined) this.#changes.set(place, { guildId, metric, start, channel, key: counted, amount });
    else if (fold === 'sum') pending.amount += amount;
    else if (fold === 'last') pending.amount = amount;
    else pending.amount = Math.max(pending.amount, amount);
  }

  /** Subtracts 1 from a sum that no batch has taken yet. Does nothing if there is no such sum. */
  takeBack({ guildId, metric, atMs, channel = none, key = '' }: Omit<TotalEvent, 'amount'>): void {
    const place = placeOf(guildId, metric, startIn(metricOf(metric).grain, atMs), channel, key);
    const pending = this.#changes.get(place);
    if (pending === undefined) return;
    if (pending.amount > 1) pending.amount -= 1;
    else this.#changes.delete(place);
  }

  /** Subtracts 1 from a sum, whether or not a batch has taken it. */
  lower(event: Omit<TotalEvent, 'amount'>): void {
    const { guildId, metric, atMs, channel = none, key = '' } = event;
    const start = startIn(metricOf(metric).grain, atMs);
    const place = placeOf(guildId, metric, start, channel, key);
    const lowered = this.#lowered.get(place);
    if (this.#changes.has(place)) this.takeBack(event);
    else if (lowered !== undefined) lowered.amount += 1;
    else this.#lowered.set(place, { guildId, metric, start, channel, key, amount: 1 });
  }

  /** Takes what must be subtracted from the totals at rest. A total that reaches 0 is deleted. */
  takeLowered(): readonly Total[] {
    const lowered = [...this.#lowered.values()];
    this.#lowered = new Map();
    return lowered;
  }

  /** A member of a guild is erased: removes their share from totals that no batch has taken yet. */
  takeShare(guildId: Snowflake, shares: MessageShares): void {
    for (const [place, pending] of this.#changes) {
      if (pending.guildId !== guildId) continue;
      const remainder = shares.remainderOf(pending);
      if (remainder === 0 && pending.amount > 0) this.#changes.delete(place);
      else pending.amount = remainder;
    }
  }

  /** The channel numbers of a guild are no longer valid: removes its channel totals that no batch has taken yet. */
  forgetChannels(guildId: Snowflake): void {
    for (const [place, pending] of this.#changes) {
      if (pending.guildId === guildId && pending.channel !== none) this.#changes.delete(place);
    }
  }

  /** Takes what was counted since the last call. */
  takeChanges(): readonly Total[] {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    return changes;
  }

  /** A new month: no key is known in it yet. */
  beginMonth(): void {
    this.#keys.clear();
  }

  #roomFor(guildId: Snowflake, metric: TotalMetric, atMs: number, key: string): string {
    const { mostKeys } = metricOf(metric);
    if (mostKeys === undefined) return key;
    const keys = this.#keysOf(guildId, metric, monthOf(atMs));
    if (!keys.has(key)) {
      if (keys.size >= mostKeys) return otherKey;
      keys.add(key);
    }
    return key;
  }

  #keysOf(guildId: Snowflake, metric: TotalMetric, month: number): Set<string> {
    const place = `${guildId} ${metric} ${month}`;
    const known = this.#keys.get(place);
    if (known !== undefined) return known;
    const keys = new Set<string>();
    this.#keys.set(place, keys);
    return keys;
  }
}

type Pending = { -readonly [Name in keyof Total]: Total[Name] };

function placeOf(guildId: Snowflake, metric: TotalMetric, start: number, channel: ChannelNumber, key: string): string {
  return `${guildId} ${metric} ${start} ${channel} ${key}`;
}
