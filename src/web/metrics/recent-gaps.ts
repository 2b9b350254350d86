import { coverage } from '../../core/coverage.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hourMs, hoursOfLastDay } from '../../core/time.ts';
import type { Gap, Guild } from '../../store/records.ts';

/** The stored gaps of the last day, in memory: ten thousand guilds cannot be looked up at every scrape. */
export class RecentGaps {
  readonly #gaps = new Map<Snowflake, readonly Gap[]>();

  /** Adds stored gaps. A gap replaces one with the same start, unless that one ends later. */
  add(gaps: Iterable<Gap>, nowMs: number): void {
    const startMs = hoursOfLastDay(nowMs).from * hourMs;
    for (const gap of gaps) {
      const kept = (this.#gaps.get(gap.guildId) ?? []).filter(({ toMs }) => toMs === null || toMs > startMs);
      const known = kept.find(({ fromMs }) => fromMs === gap.fromMs);
      const isOlder = gap.toMs !== null && (known?.toMs ?? 0) > gap.toMs;
      this.#gaps.set(gap.guildId, isOlder ? kept : [...kept.filter((other) => other !== known), gap]);
    }
  }

  /** The observed share of the last day, 0 to 1; of a guild that is newer, since Census has been in it. */
  observedShare({ id, firstConnectedMs }: Pick<Guild, 'id' | 'firstConnectedMs'>, nowMs: number): number {
    const gaps = this.#gaps.get(id);
    return gaps === undefined ? 1 : coverage(hoursOfLastDay(nowMs), firstConnectedMs, nowMs, gaps).observedShare;
  }

  /** Removes all guilds but these. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    for (const guildId of this.#gaps.keys()) if (!guildIds.has(guildId)) this.#gaps.delete(guildId);
  }
}
