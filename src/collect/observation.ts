import type { Snowflake } from '../core/snowflake.ts';
import type { Checkpoint, Gap } from '../store/store.ts';

/**
 * Which guilds are being observed. A guild is from its first snapshot on, until the connection is lost; a connection
 * that is resumed was never lost, one that must begin anew leaves a gap up to the guild's next snapshot.
 */
export class Observation {
  /** While disconnected: until when all was seen, by shard. */
  readonly #lostMs = new Map<number, number>();
  /** By shard: when the oldest dispatch was received that is not dealt with. */
  readonly #backlogMs = new Map<number, number>();
  readonly #openGaps = new Map<Snowflake, Gap>();
  readonly #connected = new Set<Snowflake>();
  /** Until when the process before this one saw all; null if there was none. */
  readonly #seenBeforeMs: number | null;
  /** The shards for which this process has taken over from the one before. */
  readonly #greeted = new Set<number>();
  #changed: Gap[] = [];

  constructor({ openGaps, observedUntilMs }: Pick<Checkpoint, 'openGaps' | 'observedUntilMs'>) {
    for (const gap of openGaps) this.#openGaps.set(gap.guildId, gap);
    this.#seenBeforeMs = observedUntilMs;
  }

  /** Up to when all was seen, now or before the connection was lost; of a guild, or of all that are observed. */
  untilMs(nowMs: number, guildId?: Snowflake): number {
    let untilMs = nowMs;
    if (this.#lostMs.size > 0) untilMs = Math.min(untilMs, ...this.#lostMs.values());
    if (this.#greeted.size === 0) untilMs = Math.min(untilMs, this.#seenBeforeMs ?? nowMs);
    return guildId === undefined ? untilMs : Math.min(untilMs, this.#openGaps.get(guildId)?.fromMs ?? nowMs);
  }

  /** Up to when all was seen and dealt with: what waits its turn may say that things have changed since. */
  dealtWithUntilMs(nowMs: number): number {
    return Math.min(this.untilMs(nowMs), ...this.#backlogMs.values());
  }

  /** A shard has dispatches that wait, the oldest since `sinceMs`; null once it has none. */
  noteBacklog(shardId: number, sinceMs: number | null): void {
    if (sinceMs === null) this.#backlogMs.delete(shardId);
    else this.#backlogMs.set(shardId, sinceMs);
  }

  /** A shard is cut off; what happens from now on in the guilds it serves it may learn later or never. */
  lost(shardId: number, guildIds: Iterable<Snowflake>, atMs: number): void {
    if (!this.#lostMs.has(shardId)) this.#lostMs.set(shardId, atMs);
    for (const guildId of guildIds) this.#connected.delete(guildId);
  }

  /** A shard has caught up with all that it missed. */
  resumed(shardId: number, guildIds: Iterable<Snowflake>): void {
    this.#greet(shardId);
    for (const guildId of guildIds) {
      if (!this.#openGaps.has(guildId)) this.#connected.add(guildId);
    }
  }

  /** A shard begins anew: what happened since it was cut off, in the guilds it serves, it will never learn. */
  restarted(shardId: number, guildIds: Iterable<Snowflake>): void {
    const lostMs = this.#lostMs.get(shardId) ?? (this.#greeted.has(shardId) ? null : this.#seenBeforeMs);
    this.#greet(shardId);
    if (lostMs === null) return;
    for (const guildId of guildIds) this.guildLost(guildId, lostMs);
  }

  /** A guild is cut off, although the connection stands (an outage on Discord's side). */
  guildLost(guildId: Snowflake, atMs: number): void {
    this.#connected.delete(guildId);
    if (!this.#openGaps.has(guildId)) this.#put({ guildId, fromMs: atMs, toMs: null });
  }

  /**
   * A guild has told all about itself: it is observed from now on. Says since when it was not, or null. Meanwhile it
   * got so many members more (or, below 0, fewer), if that is known.
   */
  guildSeen(guildId: Snowflake, atMs: number, headcountChange?: number): number | null {
    this.#connected.add(guildId);
    const gap = this.#openGaps.get(guildId);
    if (gap === undefined) return null;
    const toMs = Math.max(gap.fromMs, atMs);
    this.#put({ ...gap, toMs, ...(headcountChange !== undefined && { headcountChange }) });
    return gap.fromMs;
  }

  /** Census is not in the guild any more: there is nothing to observe. */
  guildLeft(guildId: Snowflake, atMs: number): void {
    this.guildSeen(guildId, atMs);
    this.#connected.delete(guildId);
  }

  /** What happened in this span came too late to be counted. */
  missed(guildId: Snowflake, fromMs: number, toMs: number): void {
    this.#changed.push(inWholeSeconds({ guildId, fromMs, toMs }));
  }

  /** Whether a guild is not observed, and has not told all about itself since. */
  hasOpenGap(guildId: Snowflake): boolean {
    return this.#openGaps.has(guildId);
  }

  /** Whether a connection is lost, so that it is not known what happens. */
  get isCutOff(): boolean {
    return this.#lostMs.size > 0;
  }

  /** The guilds that are observed at this moment. */
  get connected(): ReadonlySet<Snowflake> {
    return this.#connected;
  }

  /** The gaps that were opened or closed since the last call. */
  takeChanges(): Gap[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  #greet(shardId: number): void {
    this.#lostMs.delete(shardId);
    this.#greeted.add(shardId);
  }

  #put(gap: Gap): void {
    if (gap.toMs === null) this.#openGaps.set(gap.guildId, gap);
    else this.#openGaps.delete(gap.guildId);
    this.#changed.push(inWholeSeconds(gap));
  }
}

/** As the store keeps it: outwards, so that no gap is shown shorter than it was, but none that was nothing. */
function inWholeSeconds({ fromMs, toMs, ...gap }: Gap): Gap {
  const from = Math.floor(fromMs / 1000) * 1000;
  if (toMs === null) return { ...gap, fromMs: from, toMs };
  return { ...gap, fromMs: from, toMs: toMs > fromMs ? Math.ceil(toMs / 1000) * 1000 : from };
}
