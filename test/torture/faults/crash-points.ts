import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where a process can be killed: on the way in, half-way through, or when the work is done and nobody knows yet. */
export type Moment = 'before' | 'during' | 'after';

/** Thrown in a process that is dead, where it cannot be left hanging. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * The life of one simulated process. Everything that lasts passes through it, and ends with it: as after kill -9,
 * nothing that was under way comes back to whoever asked for it. `onDeath` is called at that very instant.
 */
export class CrashPoints {
  readonly #onDeath: () => void;
  #isDead = false;
  #atWork = 0;
  #armed: { readonly place: string; readonly moment: Moment; readonly turns: number } | null = null;

  constructor(onDeath: () => void) {
    this.#onDeath = onDeath;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** Whether something is under way that will end without the clock going on. */
  get isBusy(): boolean {
    return this.#atWork > 0 && !this.#isDead;
  }

  /** The next time that the process comes by this place it dies there; if it is during work, after so many turns. */
  arm(place: string, moment: Moment, turns = 0): void {
    this.#armed = { place, moment, turns };
  }

  kill(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#onDeath();
  }

  /** Something that takes a while. In a dead process it never ends. */
  async pass<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
    this.#atWork += 1;
    try {
      return await this.passWithin(place, work);
    } catch (error) {
      if (error instanceof Killed) await new Promise(() => {});
      throw error;
    } finally {
      this.#atWork -= 1;
    }
  }

  /** A part of what {@link pass} waits for. In a dead process it fails, so that the files can be let go. */
  async passWithin<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isMet(place, 'before')) this.kill();
    if (this.#isDead) throw new Killed();
    const running = work();
    if (this.#isMet(place, 'during')) {
      running.catch(() => {}); // Whether it went well is of no interest any more.
      for (let turn = this.#armed?.turns ?? 0; turn > 0; turn -= 1) await nextTurn();
      this.kill();
    }
    try {
      return await running;
    } finally {
      if (this.#isMet(place, 'after')) this.kill();
      if (this.#isDead) await Promise.reject(new Killed());
    }
  }

  /** Something that is done at once. In a dead process it fails. */
  passNow<Result>(place: string, work: () => Result): Result {
    if (this.#isMet(place, 'before')) this.kill();
    if (this.#isDead) throw new Killed();
    const result = work();
    if (this.#isMet(place, 'after') || this.#isMet(place, 'during')) this.kill();
    if (this.#isDead) throw new Killed();
    return result;
  }

  #isMet(place: string, moment: Moment): boolean {
    return !this.#isDead && this.#armed?.place === place && this.#armed.moment === moment;
  }
}
