import type { MachineClock } from '../core/clock.ts';
import { explained, NoAnswer } from './no-answer.ts';

export interface PatienceParts {
  readonly clock: Pick<MachineClock, 'after'>;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
  /** Once it is aborted nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/** Waits for Discord at the start, when nothing can be done without it. */
export class Patience {
  readonly #parts: PatienceParts;
  #isToldOfSilence = false;

  constructor(parts: PatienceParts) {
    this.#parts = parts;
  }

  /**
   * Asks until there is an answer, after one second, two, four, and at most a minute. One line of the log says that Discord
   * does not answer, another one that it does again.
   *
   * @throws {UserError} when Discord refuses the bot; the reason of the signal once that is aborted.
   */
  async answerTo<T>(ask: () => Promise<T>): Promise<T> {
    const { log, signal } = this.#parts;
    for (let waitMs = shortestWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      signal.throwIfAborted();
      try {
        const answer = await this.#notLong(ask());
        if (this.#isToldOfSilence) log.info({}, 'Discord answers');
        this.#isToldOfSilence = false;
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        const reason = explained(error);
        if (!(reason instanceof NoAnswer)) throw reason;
        this.#tellOfSilence({ err: error });
      }
      await this.#orStop(new Promise<void>((resolve) => this.#after(waitMs, resolve)));
    }
  }

  /** While Discord asks to be left alone, the REST client waits by itself, for as long as it is asked to. */
  async #notLong<T>(answer: Promise<T>): Promise<T> {
    const cancel = this.#after(quietMs, () => this.#tellOfSilence({}));
    try {
      return await this.#orStop(answer);
    } finally {
      cancel();
    }
  }

  async #orStop<T>(awaited: Promise<T>): Promise<T> {
    const { signal } = this.#parts;
    let stop = () => {};
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
    });
    try {
      return await Promise.race([awaited, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #tellOfSilence(fields: object): void {
    if (!this.#isToldOfSilence)
      this.#parts.log.warn(fields, 'Discord does not answer; Census asks again until it does');
    this.#isToldOfSilence = true;
  }

  #after(waitMs: number, task: () => void) {
    return this.#parts.clock.after(waitMs, task);
  }
}

const shortestWaitMs = 1_000;

const longestWaitMs = 60_000;

/** So long an answer may take before it is said that there is none. */
const quietMs = 10_000;
