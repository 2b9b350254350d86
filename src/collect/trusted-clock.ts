import type { Cancel, Clock, MachineClock } from '../core/clock.ts';

export interface TrustedClockDeps {
  readonly machine: MachineClock;
  /** Discord's time in milliseconds since the Unix epoch, rounded down to a second; rejects when it does not answer. */
  readonly discordNow: () => Promise<number>;
  /**
   * The machine's clock is so far ahead of Discord's (below 0: behind), or was put forward by so much, which is also how it
   * looks when the machine has slept. Census goes by Discord's time.
   */
  readonly onWrong: (byMs: number) => void;
  /** It is not known what time it is: Discord is asked until it answers. */
  readonly onDoubt: () => void;
  /** Time goes on; what was between these two instants is not known, or not when it was. */
  readonly onTrust: (fromMs: number, toMs: number) => void;
}

/**
 * Time as Census counts by it: Discord's, carried on by the machine's clock that cannot be set. Putting the other one
 * forward or back changes nothing. After Discord has told the time this clock never goes back, and it skips time only over
 * a gap.
 */
export class TrustedClock implements Clock {
  readonly #deps: TrustedClockDeps;
  /** An instant, and what the clock that cannot be set showed then; a later reading is for an instant to come. */
  #anchor: { readonly nowMs: number; readonly elapsedMs: number };
  /** What is made up for since the anchor, little by little; below 0 by going slower. */
  #slewMs = 0;
  /** By how much the clock that can be set shows more than the other. */
  #wallMs: number;
  /** The last reading before the clock that can be set was seen to jump; null once Discord has explained it. */
  #beforeJumpMs: number | null = null;
  #readMs: number;
  /** Up to where it is known when the process ran; what was held up before is reported. */
  #ranUntilMs = 0;
  #isInDoubt = false;
  #hasStoodStill = false;
  #isAsking = false;
  #isStopped = false;
  #cancelAsking: Cancel = () => {};

  constructor(deps: TrustedClockDeps) {
    this.#deps = deps;
    const { machine } = deps;
    const [nowMs, elapsedMs] = [machine.now(), machine.elapsedMs()];
    this.#anchor = { nowMs, elapsedMs };
    this.#wallMs = nowMs - elapsedMs;
    this.#readMs = nowMs;
    this.#ranUntilMs = elapsedMs;
  }

  now(): number {
    const elapsedMs = this.#deps.machine.elapsedMs();
    this.#noticeStop(elapsedMs);
    this.#watch(elapsedMs);
    this.#readMs = this.#isInDoubt ? this.#anchor.nowMs : this.#at(elapsedMs);
    return this.#readMs;
  }

  /** Runs a task when the clock has reached `dueMs`; while time stands still, after so much time as was left. */
  schedule(dueMs: number, task: () => void | Promise<void>): Cancel {
    const { machine } = this.#deps;
    const wait = () => {
      const leftMs = dueMs - this.now();
      if (leftMs <= 0 || this.#isInDoubt) return task();
      cancel = machine.after(leftMs, wait);
    };
    let cancel = machine.after(Math.max(0, dueMs - this.now()), wait);
    return () => cancel();
  }

  /**
   * Sets the clock by Discord's, and from now on compares the two every hour. If Discord does not answer, time stands still
   * at `sinceMs` until it does. To be called at the start, when nothing is counted yet.
   */
  async check(sinceMs: number): Promise<void> {
    this.#isInDoubt = true;
    const wasAnswered = await this.#ask();
    if (wasAnswered || this.#isStopped) return;
    this.#anchor = { nowMs: sinceMs, elapsedMs: this.#deps.machine.elapsedMs() };
    this.#hasStoodStill = true;
    this.#deps.onDoubt();
  }

  /** Asks nothing any more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelAsking();
  }

  #at(elapsedMs: number): number {
    const sinceMs = Math.max(0, elapsedMs - this.#anchor.elapsedMs);
    const mostMs = Math.floor(sinceMs / slewOneIn);
    return this.#anchor.nowMs + sinceMs + Math.max(-mostMs, Math.min(this.#slewMs, mostMs));
  }

  /** Notices when the process did not run: what it receives next came at some instant since. */
  #noticeStop(elapsedMs: number): void {
    const ranUntilMs = Math.max(this.#ranUntilMs, this.#deps.machine.ranUntilMs());
    this.#ranUntilMs = ranUntilMs;
    if (elapsedMs - ranUntilMs <= noticedStopMs) return;
    this.#ranUntilMs = elapsedMs; // Before anything that may read the clock.
    if (!this.#isInDoubt) this.#deps.onTrust(this.#at(ranUntilMs), this.#at(elapsedMs));
  }

  /** Notices when the clock that can be set jumps: that, or the machine has slept. Which it was Discord knows. */
  #watch(elapsedMs: number): void {
    const wallMs = this.#deps.machine.now() - elapsedMs;
    const jumpMs = wallMs - this.#wallMs;
    if (Math.abs(jumpMs) < noticedJumpMs) return;
    this.#wallMs = wallMs;
    this.#beforeJumpMs ??= this.#readMs;
    this.#deps.onWrong(jumpMs);
    void this.#ask();
  }

  /** Asks Discord for the time, and goes by it. False if it does not answer; then it is asked again. */
  async #ask(): Promise<boolean> {
    if (this.#isAsking || this.#isStopped) return false;
    this.#cancelAsking();
    this.#isAsking = true;
    const { machine, discordNow } = this.#deps;
    const askedMs = machine.elapsedMs();
    // Whatever the fault, the time is not known.
    const discordMs = await discordNow().catch(() => null);
    this.#isAsking = false;
    if (this.#isStopped) return false;
    const elapsedMs = machine.elapsedMs();
    // Discord told the time at some instant since it was asked, and left out what was more than a whole second.
    if (discordMs !== null) this.#goBy({ fromMs: discordMs, toMs: discordMs + 1000 + elapsedMs - askedMs }, elapsedMs);
    const isUrgent = this.#isInDoubt || this.#beforeJumpMs !== null;
    this.#cancelAsking = machine.after(isUrgent ? retryMs : compareEveryMs, () => void this.#ask());
    return discordMs !== null;
  }

  /** It is between `fromMs` and `toMs`, and the clock that cannot be set shows `elapsedMs`. */
  #goBy({ fromMs, toMs }: Bounds, elapsedMs: number): void {
    const beforeJumpMs = this.#beforeJumpMs;
    this.#beforeJumpMs = null;
    this.#wallMs = this.#deps.machine.now() - elapsedMs;
    if (this.#isInDoubt) {
      this.#believe({ fromMs, toMs }, elapsedMs);
      return;
    }
    const nowMs = this.#at(elapsedMs);
    const aheadMs = beyond(nowMs, { fromMs, toMs });
    this.#slewMs = Math.abs(aheadMs) > toleranceMs && Math.abs(aheadMs) <= slewedMs ? -aheadMs : 0;
    this.#anchor = { nowMs, elapsedMs };
    if (aheadMs < -slewedMs) {
      const discordMs = middle({ fromMs, toMs });
      this.#anchor = { nowMs: discordMs, elapsedMs };
      this.#deps.onTrust(beforeJumpMs ?? nowMs, discordMs);
    } else if (aheadMs > slewedMs) {
      // It cannot go back: it stands still until Discord's clock has come here.
      this.#anchor = { nowMs, elapsedMs: elapsedMs + aheadMs };
      this.#deps.onTrust(nowMs, nowMs + 1);
    }
  }

  /** The clock that can be set is finer than Discord's answer, and believed as far as the two agree. */
  #believe({ fromMs, toMs }: Bounds, elapsedMs: number): void {
    const { machine, onWrong, onTrust } = this.#deps;
    const machineMs = machine.now();
    const aheadMs = beyond(machineMs, { fromMs, toMs });
    const isRight = Math.abs(aheadMs) <= toleranceMs;
    if (!isRight) onWrong(aheadMs);
    const sinceMs = this.#anchor.nowMs;
    const nowMs = isRight ? machineMs : middle({ fromMs, toMs });
    this.#anchor = { nowMs, elapsedMs };
    this.#isInDoubt = false;
    if (this.#hasStoodStill) onTrust(sinceMs, Math.max(sinceMs, nowMs));
  }
}

interface Bounds {
  readonly fromMs: number;
  readonly toMs: number;
}

function middle({ fromMs, toMs }: Bounds): number {
  return Math.round((fromMs + toMs) / 2);
}

/** How far an instant lies outside of bounds; below 0 if before them. */
function beyond(timeMs: number, { fromMs, toMs }: Bounds): number {
  return Math.min(0, timeMs - fromMs) + Math.max(0, timeMs - toMs);
}

/** So far the two clocks of a machine may run apart within an hour: the one that can be set is kept right in steps. */
const noticedJumpMs = 2_000;

/** So long the process may be held up: by that much a dispatch may be dated too late. */
const noticedStopMs = 3_000;

/** So far beyond what Discord's answer allows a clock is still right. */
const toleranceMs = 1_000;

/** So much is made up for little by little: a millisecond in a second. More is a gap. */
const slewedMs = 5_000;
const slewOneIn = 1_000;

const compareEveryMs = 3_600_000;
const retryMs = 10_000;
