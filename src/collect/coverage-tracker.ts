import type { Snowflake } from '../core/snowflake.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Gap } from '../store/records/gap.ts';
import type { GuildRegistry } from './guild-registry.ts';

/**
 * Which guilds are being observed over the one connection that their events come by. A guild is from its first snapshot
 * on, until the connection is lost. A connection that is resumed was never lost; a new session leaves a gap up to the
 * guild's next snapshot.
 */
export class CoverageTracker {
  readonly #guilds: Pick<GuildRegistry, 'present'>;
  /** Until when all was seen, while the connection is lost; null while it stands. */
  #lostMs: number | null = null;
  /** When the oldest dispatch was received that is not dealt with; null where all are. */
  #backlogMs: number | null = null;
  readonly #openGaps = new Map<Snowflake, Gap>();
  readonly #connected = new Set<Snowflake>();
  /** Until when the process before this one saw all; null if there was none. */
  readonly #seenBeforeMs: number | null;
  /** Whether this process has taken over from the one before. */
  #isGreeted = false;
  #changed: Gap[] = [];

  constructor(
    { openGaps, observedUntilMs }: Pick<Checkpoint, 'openGaps' | 'observedUntilMs'>,
    guilds: Pick<GuildRegistry, 'present'>,
  ) {
    this.#guilds = guilds;
    for (const gap of openGaps) this.#openGaps.set(gap.guildId, gap);
    this.#seenBeforeMs = observedUntilMs;
  }

  /** Up to when all was seen, now or before the connection was lost; of a guild, or of all that are observed. */
  untilMs(nowMs: number, guildId?: Snowflake): number {
    let untilMs = nowMs;
    if (this.#lostMs !== null) untilMs = Math.min(untilMs, this.#lostMs);
    if (!this.#isGreeted) untilMs = Math.min(untilMs, this.#seenBeforeMs ?? nowMs);
    return guildId === undefined ? untilMs : Math.min(untilMs, this.#openGaps.get(guildId)?.fromMs ?? nowMs);
  }

  /** Up to when all was seen and dealt with: what waits its turn may say that things have changed since. */
  dealtWithUntilMs(nowMs: number): number {
    return Math.min(this.untilMs(nowMs), this.#backlogMs ?? nowMs);
  }

  /** Dispatches wait, the oldest since `sinceMs`; null once none does. */
  noteBacklog(sinceMs: number | null): void {
    this.#backlogMs = sinceMs;
  }

  /** The connection was cut off at `atMs`; what happens from then on is learnt later or never. */
  lost(atMs: number): void {
    this.#lostMs ??= atMs;
    this.#connected.clear();
  }

  /** All that was missed has come. */
  resumed(): void {
    this.#greet();
    for (const { id } of this.#guilds.present()) {
      if (!this.#openGaps.has(id)) this.#connected.add(id);
    }
  }

  /** The connection has a new session: what happened since it was cut off is never learnt. */
  restarted(): void {
    const lostMs = this.#lostMs ?? (this.#isGreeted ? null : this.#seenBeforeMs);
    this.#greet();
    if (lostMs === null) return;
    for (const { id } of this.#guilds.present()) this.guildLost(id, lostMs);
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

  /** Whether the connection is lost, so that it is not known what happens. */
  get isCutOff(): boolean {
    return this.#lostMs !== null;
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

  #greet(): void {
    this.#lostMs = null;
    this.#isGreeted = true;
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
