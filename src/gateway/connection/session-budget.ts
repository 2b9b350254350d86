import type { APIGatewayBotInfo } from 'discord.js';
import { SingleFlight } from '../../core/async/single-flight.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import { dayMs } from '../../core/time.ts';
import { untilAborted } from './until-aborted.ts';

export interface SessionBudgetDeps {
  readonly clock: Clock;
  /** The number of the bot's shards in all processes. */
  readonly shardCount: number;
  readonly askDiscord: () => Promise<Pick<APIGatewayBotInfo, 'session_start_limit'>>;
  /**
   * No session is started until `untilMs`, in milliseconds since the Unix epoch. The `sessionsLeft` that Discord still
   * allows are kept in reserve.
   */
  readonly onSpent: (untilMs: number, sessionsLeft: number) => void;
  /** Discord did not state the session limit; Census asks again. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Protects the daily session limit: Discord resets the token of a bot that starts more sessions than it allows. A
 * session is started only while at least twice as many are left as the bot has shards. One answer of Discord covers one
 * session per shard; before a shard's second session, Discord is asked again. Resuming costs nothing.
 */
export class SessionBudget {
  readonly #deps: SessionBudgetDeps;
  /** The shards that may start a session without asking Discord again. */
  readonly #granted = new Set<number>();
  #waiting = 0;
  readonly #look = new SingleFlight(() => this.#askOnce());
  #waitsUntilMs: number | null = null;
  /** The end of the last reported wait, in milliseconds since the Unix epoch. */
  #reportedUntilMs = 0;
  #stopWaiting: () => void = () => {};

  constructor(deps: SessionBudgetDeps) {
    this.#deps = deps;
  }

  /**
   * While a shard waits for a session: when Discord allows more, in milliseconds since the Unix epoch. Otherwise null.
   */
  get waitsUntilMs(): number | null {
    return this.#waitsUntilMs;
  }

  /** Uses a fresh answer of Discord instead of asking again. Returns false if too few sessions are left. */
  learn({ session_start_limit: { remaining } }: Pick<APIGatewayBotInfo, 'session_start_limit'>): boolean {
    const { shardCount } = this.#deps;
    if (!isEnoughFor(shardCount, remaining)) return false;
    for (let shardId = 0; shardId < shardCount; shardId += 1) this.#granted.add(shardId);
    return true;
  }

  /** Resolves once a shard may start one session. Rejects with the signal's reason once it is aborted. */
  async take(shardId: number, signal: AbortSignal): Promise<void> {
    this.#waiting += 1;
    try {
      while (!this.#granted.delete(shardId)) await untilAborted([signal], () => this.#lookAgain());
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#stopWaiting();
    }
  }

  /** Returns a session that the shard took but did not start. */
  giveBack(shardId: number): void {
    this.#granted.add(shardId);
  }

  /** All waiting shards share one request. */
  #lookAgain(): Promise<void> {
    return this.#look.run();
  }

  async #askOnce(): Promise<void> {
    const { clock, askDiscord, onTrouble } = this.#deps;
    const answer = await askDiscord().catch((error: unknown) => {
      onTrouble(error);
      return null;
    });
    if (answer === null) return this.#waitUntil(clock.now() + retryMs);
    if (this.learn(answer)) return;
    const { remaining, reset_after: resetAfterMs } = answer.session_start_limit;
    const untilMs = clock.now() + Math.min(Math.max(resetAfterMs, retryMs), dayMs);
    this.#report(untilMs, remaining);
    this.#waitsUntilMs = untilMs;
    await this.#waitUntil(untilMs);
    this.#waitsUntilMs = null;
  }

  /** Reports a wait once, however many shards wait and however often their connections break meanwhile. */
  #report(untilMs: number, sessionsLeft: number): void {
    const { clock, onSpent } = this.#deps;
    if (clock.now() < this.#reportedUntilMs) return;
    this.#reportedUntilMs = untilMs;
    onSpent(untilMs, sessionsLeft);
  }

  /** Waits until that time, or until no shard is waiting any more. */
  #waitUntil(untilMs: number): Promise<void> {
    if (this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel: Cancel = this.#deps.clock.schedule(untilMs, resolve);
      this.#stopWaiting = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** Whether the sessions left suffice for one new session per shard. */
export function isEnoughFor(shards: number, sessionsLeft: number): boolean {
  return sessionsLeft >= shards * sessionsKept;
}

/** Per shard: one for now, and one for the next process. */
const sessionsKept = 2;

/** The minimum time between two requests. What Discord allows, it allows for a day. */
const retryMs = 10_000;
