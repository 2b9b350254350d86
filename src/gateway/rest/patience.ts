import type { MachineClock } from '../../core/clock.ts';
import { untilAborted } from '../connection/until-aborted.ts';
import { explained, NoAnswer } from './no-answer.ts';

export interface PatienceDeps {
  readonly clock: Pick<MachineClock, 'after'>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Ends all waiting once aborted. */
  readonly signal: AbortSignal;
}

/** Waits for Discord at the start, when nothing works without it. */
export class Patience {
  readonly #deps: PatienceDeps;
  #isSilenceLogged = false;

  constructor(deps: PatienceDeps) {
    this.#deps = deps;
  }

  /**
   * Asks until there is an answer, with waits that double from one second up to one minute. One log line says that
   * Discord does not answer, and another that it answers again.
   *
   * @throws {UserError} if Discord refuses the bot.
   * @throws The signal's reason once it is aborted.
   */
  async answerTo<T>(ask: () => Promise<T>): Promise<T> {
    const { log, signal } = this.#deps;
    for (let waitMs = shortestWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      signal.throwIfAborted();
      try {
        const answer = await this.#loggedIfSlow(ask);
        if (this.#isSilenceLogged) log.info({}, 'Discord answers');
        this.#isSilenceLogged = false;
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        const reason = explained(error);
        if (!(reason instanceof NoAnswer)) throw reason;
        this.#logSilence({ err: error });
      }
      await this.#wait(waitMs);
    }
  }

  /** During a rate limit, the REST client itself waits for as long as Discord says. */
  async #loggedIfSlow<T>(ask: () => Promise<T>): Promise<T> {
    const { clock, signal } = this.#deps;
    const cancel = clock.after(quietMs, () => this.#logSilence({}));
    try {
      return await untilAborted([signal], ask);
    } finally {
      cancel();
    }
  }

  async #wait(waitMs: number): Promise<void> {
    const { clock, signal } = this.#deps;
    let cancel = () => {};
    try {
      await untilAborted([signal], () => new Promise<void>((resolve) => (cancel = clock.after(waitMs, resolve))));
    } finally {
      cancel();
    }
  }

  #logSilence(fields: object): void {
    if (!this.#isSilenceLogged) this.#deps.log.warn(fields, 'Discord does not answer; Census asks again until it does');
    this.#isSilenceLogged = true;
  }
}

const shortestWaitMs = 1_000;

const longestWaitMs = 60_000;

/** An answer may take this long before the log says that there is none. */
const quietMs = 10_000;
