import type { APIGatewayBotInfo } from 'discord.js';
import { SingleFlight } from '../../core/async/single-flight.ts';
import type { Cancel, Clock } from '../../core/clock.ts';
import { dayMs } from '../../core/time.ts';
import { untilAborted } from './until-aborted.ts';

export interface SessionBudgetDeps {
  readonly clock: Clock;
  /** How many shards this bot has in all processes. */
  readonly shardCount: number;
  readonly askDiscord: () => Promise<Pick<APIGatewayBotInfo, 'session_start_limit'>>;
  /** Discord lets this bot begin so many more sessions until then, in milliseconds since the Unix epoch, which are kept. */
  readonly onSpent: (untilMs: number, sessionsLeft: number) => void;
  /** Discord did not say how many; it is asked again. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Keeps the day's sessions from being used up by a bot that begins one after the other: Discord resets a token that begins
 * more than it allows. A session is begun only while twice as many are left as there are shards. One look at
 * that lets each shard begin one; a shard that begins a second one has Discord asked again. Resuming costs nothing.
 */
export class SessionBudget {
  readonly #deps: SessionBudgetDeps;
  /** The shards that may begin a session without another look. */
  readonly #granted = new Set<number>();
  #waiting = 0;
  readonly #look = new SingleFlight(() => this.#askOnce());
  #waitsUntilMs: number | null = null;
  /** Up to when it was said that no session is begun. */
  #toldUntilMs = 0;
  #stopWaiting: () => void = () => {};

  constructor(deps: SessionBudgetDeps) {
    this.#deps = deps;
  }

  /** When Discord allows more sessions, while a shard waits for that, in milliseconds since the Unix epoch; else null. */
  get waitsUntilMs(): number | null {
    return this.#waitsUntilMs;
  }

  /** Takes in what Discord has just said, so that it need not be asked again. False if too few sessions are left. */
  learn({ session_start_limit: { remaining } }: Pick<APIGatewayBotInfo, 'session_start_limit'>): boolean {
    const { shardCount } = this.#deps;
    if (!isEnoughFor(shardCount, remaining)) return false;
    for (let shardId = 0; shardId < shardCount; shardId += 1) this.#granted.add(shardId);
    return true;
  }

  /** Resolves once a shard may begin one session. Rejects with the reason of the signal once that is aborted. */
  async take(shardId: number, signal: AbortSignal): Promise<void> {
    this.#waiting += 1;
    try {
      while (!this.#granted.delete(shardId)) await untilAborted([signal], () => this.#lookAgain());
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#stopWaiting();
    }
  }

  /** A shard has not begun the session that it took. */
  giveBack(shardId: number): void {
    this.#granted.add(shardId);
  }

  /** All that wait share one look. */
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
    this.#tell(untilMs, remaining);
    this.#waitsUntilMs = untilMs;
    await this.#waitUntil(untilMs);
    this.#waitsUntilMs = null;
  }

  /** Once, however many shards wait, and however often their connections break meanwhile. */
  #tell(untilMs: number, sessionsLeft: number): void {
    const { clock, onSpent } = this.#deps;
    if (clock.now() < this.#toldUntilMs) return;
    this.#toldUntilMs = untilMs;
    onSpent(untilMs, sessionsLeft);
  }

  /** Or until nobody waits any more. */
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

/** Whether so many sessions are enough for shards of which each begins one. */
export function isEnoughFor(shards: number, sessionsLeft: number): boolean {
  return sessionsLeft >= shards * sessionsKept;
}

/** Of each shard: one for this time, and one for the next process. */
const sessionsKept = 2;

/** Discord is asked no more often; what it allows, it allows for a day. */
const retryMs = 10_000;
