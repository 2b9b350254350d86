import type { Cancel, Clock, MachineClock } from '../core/clock.ts';

export interface TrustedClockDeps {
  readonly machine: MachineClock;
  /** Discord's time in milliseconds since the Unix epoch, rounded down to a second; rejects when it does not answer. */
  readonly discordNow: () => Promise<number>;
  /**
   * The machine's clock is ahead of Discord's by `byMs` (behind if negative), or has jumped by that much. A machine that was
   * suspended looks the same. Census uses Discord's time.
   */
  readonly onWrong: (byMs: number) => void;
  /** The time is not known. Discord is asked until it answers. */
  readonly onDoubt: () => void;
  /** Time is known again. Between these two instants it was not, or the process did not run: that is a gap. */
  readonly onTrust: (fromMs: number, toMs: number) => void;
}

/**
 * The time that Census counts by: Discord's time, continued by the machine's monotonic clock. Setting the machine's wall
 * clock changes nothing. Once Discord has given the time, this clock never goes back, and it jumps forward only over a gap.
 */
export class TrustedClock implements Clock {
  readonly #deps: TrustedClockDeps;
  /** An instant, and the reading of the monotonic clock at that instant. The reading may lie in the future. */
  #anchor: { readonly nowMs: number; readonly elapsedMs: number };
  /** The correction that is applied gradually after the anchor; negative to go slower. */
  #slewMs = 0;
  /** The wall clock minus the monotonic clock. */
  #wallMs: number;
  /** The last reading before the wall clock jumped; null once Discord has given the time since. */
  #beforeJumpMs: number | null = null;
  #readMs: number;
  /** Up to when, by the monotonic clock, stops of the process have been looked for. */
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

  /** Runs a task when the clock reaches `dueMs`. While time stands still, runs it after the time that was left. */
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
   * Sets the clock to Discord's time, and compares the two every hour from now on. If Discord does not answer, time stands
   * still at `sinceMs` until it does. To be called at the start, before anything is counted.
   */
  async check(sinceMs: number): Promise<void> {
    this.#isInDoubt = true;
    const wasAnswered = await this.#ask();
    if (wasAnswered || this.#isStopped) return;
    this.#anchor = { nowMs: sinceMs, elapsedMs: this.#deps.machine.elapsedMs() };
    this.#hasStoodStill = true;
    this.#deps.onDoubt();
  }

  /** Stops asking for the time. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelAsking();
  }

  #at(elapsedMs: number): number {
    const sinceMs = Math.max(0, elapsedMs - this.#anchor.elapsedMs);
    const mostMs = Math.floor(sinceMs / slewOneIn);
    return this.#anchor.nowMs + sinceMs + Math.max(-mostMs, Math.min(this.#slewMs, mostMs));
  }

  /** Detects that the process did not run. What it receives next arrived at an unknown instant in that time. */
  #noticeStop(elapsedMs: number): void {
    const ranUntilMs = Math.max(this.#ranUntilMs, this.#deps.machine.ranUntilMs());
    this.#ranUntilMs = ranUntilMs;
    if (elapsedMs - ranUntilMs <= noticedStopMs) return;
    this.#ranUntilMs = elapsedMs; // Before anything that may read the clock.
    if (!this.#isInDoubt) this.#deps.onTrust(this.#at(ranUntilMs), this.#at(elapsedMs));
  }

  /** Detects a jump of the wall clock. Either it was set, or the machine was suspended: Discord's time shows which. */
  #watch(elapsedMs: number): void {
    const wallMs = this.#deps.machine.now() - elapsedMs;
    const jumpMs = wallMs - this.#wallMs;
    if (Math.abs(jumpMs) < noticedJumpMs) return;
    this.#wallMs = wallMs;
    this.#beforeJumpMs ??= this.#readMs;
    this.#deps.onWrong(jumpMs);
    void this.#ask();
  }

  /** Asks Discord for the time and applies it. False if Discord does not answer; then it is asked again later. */
  async #ask(): Promise<boolean> {
    if (this.#isAsking || this.#isStopped) return false;
    this.#cancelAsking();
    this.#isAsking = true;
    const { machine, discordNow } = this.#deps;
    const askedMs = machine.elapsedMs();
    // After any failure the time is not known.
    const discordMs = await discordNow().catch(() => null);
    this.#isAsking = false;
    if (this.#isStopped) return false;
    const elapsedMs = machine.elapsedMs();
    // Discord read its clock at some instant since the request, and rounded down to a second.
    if (discordMs !== null) this.#apply({ fromMs: discordMs, toMs: discordMs + 1000 + elapsedMs - askedMs }, elapsedMs);
    const isUrgent = this.#isInDoubt || this.#beforeJumpMs !== null;
    this.#cancelAsking = machine.after(isUrgent ? retryMs : compareEveryMs, () => void this.#ask());
    return discordMs !== null;
  }

  /** Discord's time lies between `fromMs` and `toMs` when the monotonic clock shows `elapsedMs`. */
  #apply({ fromMs, toMs }: Bounds, elapsedMs: number): void {
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
      // The clock cannot go back. It stands still until Discord's clock has caught up.
      this.#anchor = { nowMs, elapsedMs: elapsedMs + aheadMs };
      this.#deps.onTrust(nowMs, nowMs + 1);
    }
  }

  /** The wall clock is more precise than Discord's answer. It is used if the two agree. */
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

/** How far an instant lies outside of bounds; negative if before them. */
function beyond(timeMs: number, { fromMs, toMs }: Bounds): number {
  return Math.min(0, timeMs - fromMs) + Math.max(0, timeMs - toMs);
}

/** The wall clock has jumped if it moves this far against the monotonic clock. Time synchronisation makes small steps. */
const noticedJumpMs = 2_000;

/** The process may be held up this long without a gap. A dispatch may be dated too late by that much. */
const noticedStopMs = 3_000;

/** A clock is right if it is at most this far outside of Discord's answer. */
const toleranceMs = 1_000;

/** Errors up to this size are corrected gradually, by a millisecond in each second. Greater ones leave a gap. */
const slewedMs = 5_000;
const slewOneIn = 1_000;

const compareEveryMs = 3_600_000;
const retryMs = 10_000;
