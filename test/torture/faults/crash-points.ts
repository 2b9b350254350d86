import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * When a process can be killed: before the work, half-way through, or when it is done and the caller does not know yet.
 */
export type Moment = 'before' | 'during' | 'after';

/** Thrown in a killed process, if it cannot be left hanging. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * The life of one simulated process. Everything that is durable passes through it, and ends with it: as after kill -9,
 * no running work returns to its caller. `onDeath` is called at that very instant.
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

  /** Whether some work is running that will end without the clock advancing. */
  get isBusy(): boolean {
    return this.#atWork > 0 && !this.#isDead;
  }

  /** Kills the process the next time it comes to this place; if during work, after this many turns. */
  arm(place: string, moment: Moment, turns = 0): void {
    this.#armed = { place, moment, turns };
  }

  kill(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#onDeath();
  }

  /** Work that takes a while. In a killed process it never ends. */
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

  /** A part of what {@link pass} awaits. In a killed process it fails, so that the files can be closed. */
  async passWithin<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isMet(place, 'before')) this.kill();
    if (this.#isDead) throw new Killed();
    const running = work();
    if (this.#isMet(place, 'during')) {
      running.catch(() => {}); // Its outcome no longer matters.
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

  /** Work that is done at once. In a killed process it fails. */
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
