import type { CoverageTracker } from '../collect/coverage-tracker.ts';
import type { Snowflake } from '../core/snowflake.ts';

/** What was refused: the event of a dispatch, or `frame`, and its field at fault. Names only, never what was sent. */
export interface RefusedField {
  readonly event: string;
  readonly field: string;
}

/** How often it was refused since the process began. */
export interface Refusal extends RefusedField {
  readonly times: number;
}

export interface RefusalsDeps {
  readonly coverage: Pick<CoverageTracker, 'missed'>;
  /** Called at most once a minute for each event and field, with how often it was refused since the last call. */
  readonly onRefused: (refused: Refusal) => void;
}

/** Counts what Discord sends and Census cannot use. Only fields that a shape declares are named here. */
export class Refusals {
  readonly #deps: RefusalsDeps;
  readonly #counts = new Map<string, Count>();
  readonly #countsByGuild = new Map<Snowflake, Map<string, Count>>();

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  /**
   * Notes one refusal of what was received at `nowMs`. `guildId` is a guild that Census knows, or null; where counts may be
   * missing, it gets a gap.
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

  /** All refusals, or those of one guild. */
  all(guildId?: Snowflake): readonly Refusal[] {
    const counts = guildId === undefined ? this.#counts : this.#countsByGuild.get(guildId);
    return [...(counts?.values() ?? [])].map(({ event, field, times }) => ({ event, field, times }));
  }
}

/** What comes a thousand times a second must not fill the log. */
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
