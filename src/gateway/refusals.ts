import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** A refused value: the event of the dispatch, or `frame`, and the invalid field. Names only, never the value. */
export interface RefusedField {
  readonly event: string;
  readonly field: string;
}

/** How often it was refused since the process started. */
export interface Refusal extends RefusedField {
  readonly times: number;
}

export interface RefusalsDeps {
  readonly coverage: Pick<CoverageTracker, 'missed'>;
  /** Called at most once a minute per event and field, with the number of refusals since the last call. */
  readonly onRefused: (refused: Refusal) => void;
}

/** Counts the values from Discord that Census cannot use. It names only fields that a shape declares. */
export class Refusals {
  readonly #deps: RefusalsDeps;
  readonly #counts = new Map<string, Count>();
  readonly #countsByGuild = new Map<Snowflake, Map<string, Count>>();

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  /**
   * Records one refusal.
   *
   * @param guildId A known guild, or null. It gets a gap if counts may be missing.
   * @param nowMs When the value was received, in milliseconds since the Unix epoch.
   */
  note({ event, field }: RefusedField, guildId: Snowflake | null, mayLackCounts: boolean, nowMs: number): void {
    if (guildId !== null) {
      if (mayLackCounts) this.#deps.coverage.missed(guildId, nowMs, nowMs + 1);
      const counts = this.#countsByGuild.get(guildId) ?? new Map<string, Count>();
      this.#countsByGuild.set(guildId, counts);
      countIn(counts, event, field).times += 1;
    }
    const count = countIn(this.#counts, event, field);
    count.times += 1;
    if (count.reportedMs !== null && nowMs < count.reportedMs + reportEveryMs) return;
    const times = count.times - count.reportedTimes;
    count.reportedMs = nowMs;
    count.reportedTimes = count.times;
    this.#deps.onRefused({ event, field, times });
  }

  /** All refusals, or only those of one guild. */
  all(guildId?: Snowflake): readonly Refusal[] {
    const counts = guildId === undefined ? this.#counts : this.#countsByGuild.get(guildId);
    return [...(counts?.values() ?? [])].map(({ event, field, times }) => ({ event, field, times }));
  }
}

/** A refusal may occur a thousand times a second and must not fill the log. */
const reportEveryMs = 60_000;

interface Count extends RefusedField {
  times: number;
  reportedTimes: number;
  reportedMs: number | null;
}

function countIn(counts: Map<string, Count>, event: string, field: string): Count {
  const key = `${event} ${field}`;
  const count = counts.get(key) ?? { event, field, times: 0, reportedTimes: 0, reportedMs: null };
  counts.set(key, count);
  return count;
}
