import type { Snowflake } from '../core/snowflake.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Gap } from '../store/records.ts';
import type { GuildRegistry } from './guild-registry.ts';

/**
 * Tracks which guilds are observed over the lane's gateway connection. A guild is observed from its first snapshot until
 * the connection is lost. A resumed connection leaves no gap; a new session leaves a gap up to the guild's next snapshot.
 */
export class CoverageTracker {
  readonly #guilds: Pick<GuildRegistry, 'present'>;
  /** Up to when everything was seen; null while connected. */
  #lostMs: number | null = null;
  /** When the oldest unhandled dispatch was received; null if there is none. */
  #backlogMs: number | null = null;
  readonly #openGaps = new Map<Snowflake, Gap>();
  readonly #connected = new Set<Snowflake>();
  /** Up to when the previous process saw everything; null if there was none. */
  readonly #seenBeforeMs: number | null;
  /** Whether this process has been connected. */
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

  /** Up to when everything was seen, in one guild or in all: now, or when the connection was lost. */
  untilMs(nowMs: number, guildId?: Snowflake): number {
    let untilMs = nowMs;
    if (this.#lostMs !== null) untilMs = Math.min(untilMs, this.#lostMs);
    if (!this.#isGreeted) untilMs = Math.min(untilMs, this.#seenBeforeMs ?? nowMs);
    return guildId === undefined ? untilMs : Math.min(untilMs, this.#openGaps.get(guildId)?.fromMs ?? nowMs);
  }

  /** Up to when everything was seen and handled. A dispatch that is still queued may change what is known since then. */
  handledUntilMs(nowMs: number): number {
    return Math.min(this.untilMs(nowMs), this.#backlogMs ?? nowMs);
  }

  /** Dispatches are queued, the oldest since `sinceMs`; null if none is. */
  noteBacklog(sinceMs: number | null): void {
    this.#backlogMs = sinceMs;
  }

  /** The connection was lost at `atMs`. Later events arrive in a replay, or never. */
  lost(atMs: number): void {
    this.#lostMs ??= atMs;
    this.#connected.clear();
  }

  /** The replay is complete: nothing was missed. */
  resumed(): void {
    this.#greet();
    for (const { id } of this.#guilds.present()) {
      if (!this.#openGaps.has(id)) this.#connected.add(id);
    }
  }

  /** A new session has begun: events since the connection was lost never arrive. */
  restarted(): void {
    const lostMs = this.#lostMs ?? (this.#isGreeted ? null : this.#seenBeforeMs);
    this.#greet();
    if (lostMs === null) return;
    for (const { id } of this.#guilds.present()) this.guildLost(id, lostMs);
  }

  /** A guild is cut off while the connection stands: an outage at Discord. */
  guildLost(guildId: Snowflake, atMs: number): void {
    this.#connected.delete(guildId);
    if (!this.#openGaps.has(guildId)) this.#put({ guildId, fromMs: atMs, toMs: null });
  }

  /**
   * A snapshot of the guild has arrived: it is observed from now on. Returns since when it was not, or null.
   * `headcountChange` is the change in members during that gap, if it is known.
   */
  guildSeen(guildId: Snowflake, atMs: number, headcountChange?: number): number | null {
    this.#connected.add(guildId);
    const gap = this.#openGaps.get(guildId);
    if (gap === undefined) return null;
    const toMs = Math.max(gap.fromMs, atMs);
    this.#put({ ...gap, toMs, ...(headcountChange !== undefined && { headcountChange }) });
    return gap.fromMs;
  }

  /** Census was removed from the guild: there is nothing to observe. */
  guildLeft(guildId: Snowflake, atMs: number): void {
    this.guildSeen(guildId, atMs);
    this.#connected.delete(guildId);
  }

  /** Adds a gap: something in this span was not counted. */
  missed(guildId: Snowflake, fromMs: number, toMs: number): void {
    this.#changed.push(inWholeSeconds({ guildId, fromMs, toMs }));
  }

  /** Whether a guild has a gap that no snapshot has ended yet. */
  hasOpenGap(guildId: Snowflake): boolean {
    return this.#openGaps.has(guildId);
  }

  /** Whether the connection is lost. */
  get isCutOff(): boolean {
    return this.#lostMs !== null;
  }

  /** The guilds that are observed now. */
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

/** Rounds outwards to the seconds of the store, so that no gap is shown shorter than it was. An empty gap stays empty. */
function inWholeSeconds({ fromMs, toMs, ...gap }: Gap): Gap {
  const from = Math.floor(fromMs / 1000) * 1000;
  if (toMs === null) return { ...gap, fromMs: from, toMs };
  return { ...gap, fromMs: from, toMs: toMs > fromMs ? Math.ceil(toMs / 1000) * 1000 : from };
}
