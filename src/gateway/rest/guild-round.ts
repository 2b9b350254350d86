import type { GuildRegistry } from '../../collect/guild-registry.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';

export interface GuildRoundDeps {
  readonly clock: Clock;
  readonly guilds: Pick<GuildRegistry, 'present'>;
  /** Handles one guild. */
  readonly work: (guildId: Snowflake) => Promise<void>;
  /** Ends the round once aborted. */
  readonly signal: AbortSignal;
  /** A guild's request failed. Called once per round, with the first error. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Asks Discord about every guild, one after the other, with pauses in between, so that requests for users do not wait
 * behind thousands of others.
 */
export class GuildRound {
  readonly #deps: GuildRoundDeps;
  #round: Round | null = null;
  /** Where the last round gave up: the next one begins after this guild. */
  #gaveUpAt: Snowflake | null = null;
  #cancel: Cancel = () => {};

  constructor(deps: GuildRoundDeps) {
    this.#deps = deps;
    deps.signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  /** Begins a round, and ends the last one if it is still running. Resolves after the first guild. */
  run(): Promise<void> {
    const guildIds = beginningAfter(
      this.#gaveUpAt,
      Array.from(this.#deps.guilds.present(), ({ id }) => id),
    );
    this.#gaveUpAt = null;
    const pauseMs = Math.min(longestPauseMs, roundMs / Math.max(1, guildIds.length));
    this.#round = { guildIds, pauseMs, failures: 0, hasFailed: false };
    this.#cancel();
    return this.#next(this.#round);
  }

  async #next(round: Round): Promise<void> {
    const { clock, work, signal } = this.#deps;
    const guildId = round.guildIds.shift();
    if (guildId === undefined || signal.aborted) return;
    try {
      await work(guildId);
      round.failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      this.#noteFailure(round, error);
    }
    if (round !== this.#round) return;
    if (round.failures === enoughFailures) {
      this.#gaveUpAt = guildId;
      return;
    }
    this.#cancel = clock.schedule(clock.now() + round.pauseMs, () => this.#next(round));
  }

  #noteFailure(round: Round, error: unknown): void {
    round.failures += 1;
    if (!round.hasFailed) this.#deps.onTrouble(error);
    round.hasFailed = true;
  }
}

/** A few guilds that never answer must not keep all after them from being asked about. */
function beginningAfter(guildId: Snowflake | null, guildIds: readonly Snowflake[]): Snowflake[] {
  const place = guildId === null ? 0 : guildIds.indexOf(guildId) + 1;
  return [...guildIds.slice(place), ...guildIds.slice(0, place)];
}

interface Round {
  /** The remaining guilds. */
  readonly guildIds: Snowflake[];
  readonly pauseMs: number;
  /** Consecutive failures. */
  failures: number;
  hasFailed: boolean;
}

const longestPauseMs = 1_000;

/** The maximum total length of a round's pauses. A round begins every hour. */
const roundMs = 50 * 60_000;

/** After so many, Discord itself is failing, and the round ends. */
const enoughFailures = 3;
