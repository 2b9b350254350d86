import type { Cancel, Clock } from '../core/clock.ts';

export interface TrustedClockParts {
  /** The clock of this machine, which may be put forward or back, and jumps when the machine has slept. */
  readonly machine: Clock;
  /** While all is well it is read at least so often. */
  readonly longestPauseMs: number;
  /** Milliseconds since the Unix epoch by Discord's clock; rejects when it does not answer. */
  readonly discordNow: () => Promise<number>;
  /** The clock has jumped; Discord is being asked. */
  readonly onDoubt: () => void;
  /** Time goes on; between these two instants nobody knows what was. */
  readonly onTrust: (fromMs: number, toMs: number) => void;
}

/**
 * Time as Census counts by it. When the machine's clock jumps, time stands still until Discord's clock agrees with it, so
 * that no hour is counted that was not lived through.
 */
export class TrustedClock implements Clock {
  readonly #parts: TrustedClockParts;
  /** The last instant that was believed. */
  #believedMs: number;
  #machineMs: number;
  #isInDoubt = false;
  #isAsking = false;
  #isStopped = false;
  #cancelRetry: Cancel = () => {};

  constructor(parts: TrustedClockParts) {
    this.#parts = parts;
    this.#machineMs = parts.machine.now();
    this.#believedMs = this.#machineMs;
  }

  now(): number {
    const beforeMs = this.#machineMs;
    this.#machineMs = this.#parts.machine.now();
    const hasJumped =
      this.#machineMs > beforeMs + this.#parts.longestPauseMs || this.#machineMs < beforeMs - toleratedStepMs;
    if (hasJumped) this.#doubt();
    if (!this.#isInDoubt) this.#believedMs = this.#machineMs;
    return this.#believedMs;
  }

  /** Runs a task after as much time as lies between now and `dueMs`, also when the machine's clock is not believed. */
  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    const waitMs = dueMs - this.now();
    return this.#parts.machine.schedule(this.#machineMs + waitMs, task);
  }

  /**
   * Asks Discord whether the machine's clock is right. If not, or if it does not answer, time stands still at `sinceMs`.
   * To be called at the start, when nothing is counted yet.
   */
  async check(sinceMs: number): Promise<void> {
    if (await this.#isRight()) return;
    this.#believedMs = sinceMs;
    this.#doubt();
  }

  /** Asks nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry();
  }

  #doubt(): void {
    if (!this.#isInDoubt) this.#parts.onDoubt();
    this.#isInDoubt = true;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#isAsking || this.#isStopped) return;
    this.#cancelRetry();
    this.#isAsking = true;
    const isRight = await this.#isRight();
    this.#isAsking = false;
    if (this.#isStopped) return;
    const { machine, onTrust } = this.#parts;
    if (!isRight) {
      this.#cancelRetry = machine.schedule(machine.now() + retryMs, () => this.#ask());
      return;
    }
    const fromMs = this.#believedMs;
    this.#isInDoubt = false;
    this.#machineMs = machine.now();
    this.#believedMs = this.#machineMs;
    onTrust(fromMs, this.#believedMs);
  }

  /** False also when Discord does not answer: then nobody knows. */
  async #isRight(): Promise<boolean> {
    const { machine, discordNow } = this.#parts;
    const discordMs = await discordNow().catch(() => Number.NaN);
    return Math.abs(machine.now() - discordMs) <= toleranceMs;
  }
}

/** A step back of less is what keeping a clock right takes. */
const toleratedStepMs = 60_000;

/** Discord's clock and this machine's may differ by so much. */
const toleranceMs = 5 * 60_000;

const retryMs = 10_000;
