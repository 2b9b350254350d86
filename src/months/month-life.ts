import type { Collector } from '../collect/collector.ts';
import type { Flusher } from '../collect/flusher.ts';
import type { GuildRegistry } from '../collect/guild-registry.ts';
import type { Clock } from '../core/clock.ts';
import { StoreUnavailable } from '../core/errors.ts';
import type { Month } from '../core/time.ts';
import type { MonthAnnouncements } from './month-announcements.ts';
import type { MonthEnd, ReasonToWait } from './month-end.ts';
import type { ProfilePruning } from './profile-pruning.ts';
import type { Pruning } from './pruning.ts';
import type { Rotation, RotationReceipt } from './rotation.ts';

export interface MonthLifeDeps {
  readonly clock: Clock;
  readonly collector: Pick<Collector, 'endMonth' | 'beginMonth'>;
  readonly flusher: Pick<Flusher, 'flush' | 'alone'>;
  readonly guilds: Pick<GuildRegistry, 'forgetChannel'>;
  readonly monthEnd: Pick<MonthEnd, 'verdict'>;
  readonly rotation: MonthRotation;
  /** A month that is over stays open for now, and the reason has changed. */
  readonly onWait: (reason: ReasonToWait) => void;
  /** A voice session is known by its number of the month before only. A new snapshot is needed. */
  readonly onUnknownVoice: () => void;
  /** A month was sealed and the next one opened. */
  readonly onMonthOpened: () => void;
}

/** What closes and seals a month. See {@link Rotation}. */
export interface MonthRotation extends Pick<Rotation, 'prepare'> {
  rotateTo(next: Month): Promise<Pick<RotationReceipt, 'forgottenChannels'>>;
}

/**
 * The life of a lane's month: open → closing → sealed → pruned. The steps from midnight of its last day on, in order, and
 * the state after a crash right after each step:
 *
 *     open
 *       may be closed     Discord's clock agrees, and no message is    The month is still open. The next start counts it to
 *                         missing: month-end.ts                        its end (missed-month-end.ts) and continues here.
 *       flushed           new tokens are drawn in advance              The same. Other tokens are drawn.
 *     closing
 *       ended             voice is split; new events wait in memory    The same. Waiting events are counted from channel
 *       flushed           for the last time                            histories, or become gaps.
 *       begun             rotation.ts begins. Every member has a new   The store knows that the rotation has begun. The next
 *                         token; open voice sessions and message       start repeats all its steps, which are idempotent
 *                         positions are deleted                        (open-lane.ts, reconcile-open-month.ts). Nothing is
 *       salt wiped        ids cannot be matched to hashes              counted until they are done.
 *       map overwritten   the hashes of people are destroyed
 *       map removed
 *       channels hidden   some deleted channels have lost their
 *                         names: deleted-channels.ts
 *       forgotten         the store's deleted data are overwritten
 *       salt drawn        the salt of the next month                   The same. The vault is one month ahead.
 *       month opened      the next month, in the store                 The next start records that the salt is destroyed.
 *     sealed
 *       sealed            the month records when its salt was wiped    The next start opens the vault in the next month.
 *       opened            the vault, in the next month                 The same.
 *       counting          waiting events are counted                   They are counted from histories, or become gaps.
 *       summed up         what is computed once, from the month's      The next run does it, at the start or within an hour.
 *                         counters: sealed-trials.ts
 *       announced         to its guilds: month-announcements.ts        The same.
 *     pruned
 *       pruned            KEEP_MONTHS later, after a day's notice:     The same.
 *                         counters go, totals stay: pruning.ts
 *
 * {@link MonthLife.close} does everything up to `counting`, {@link tendSealedMonths} the rest.
 */
export class MonthLife {
  readonly #deps: MonthLifeDeps;
  #isRunning = false;
  /** The last reason why the month stays open. */
  #lastReason: ReasonToWait | null = null;
  /** The month after the closing one; null while none is closing. */
  #closing: { readonly next: Month } | null = null;

  constructor(deps: MonthLifeDeps) {
    this.#deps = deps;
  }

  /**
   * Closes and seals the open month, which must be over by this machine's clock, and opens the next. Resolves to the reason
   * why the month must stay open; null if it is sealed or another call is running. If a step of the closing fails, the month
   * stays closing and the next month's events wait. The next call continues.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   * @throws {LaneLost} when the lane has another owner.
   */
  async close(): Promise<ReasonToWait | null> {
    if (this.#isRunning) return null;
    this.#isRunning = true;
    try {
      // A closing month does not wait for anything.
      const verdict = this.#closing ?? (await this.#deps.monthEnd.verdict());
      const reason = 'reason' in verdict ? verdict.reason : null;
      if (reason !== null && reason !== this.#lastReason) this.#deps.onWait(reason);
      this.#lastReason = reason;
      if ('next' in verdict) await this.#closeFor(verdict.next);
      return reason;
    } finally {
      this.#isRunning = false;
    }
  }

  async #closeFor(next: Month): Promise<void> {
    const { clock, collector, flusher, guilds, rotation, onUnknownVoice, onMonthOpened } = this.#deps;
    await flusher.flush();
    await rotation.prepare();
    if (this.#closing === null) collector.endMonth(clock.now());
    this.#closing = { next };
    // No other work may come between the last flush of the month and its rotation.
    const lastFlush = flusher.flush();
    const isVoiceKnown = await flusher.alone(async () => {
      await lastFlush;
      const { forgottenChannels } = await rotation.rotateTo(next);
      for (const { guildId, id } of forgottenChannels) guilds.forgetChannel(guildId, id);
      return collector.beginMonth(clock.now());
    });
    this.#closing = null;
    await flusher.flush();
    if (!isVoiceKnown) onUnknownVoice();
    onMonthOpened();
  }
}

/** The steps for sealed months. */
export interface SealedMonthDeps {
  /** What is computed from every sealed month, in this order. One may need what a later one deletes. */
  readonly sums: readonly SealedMonthSum[];
  readonly announcements: Pick<MonthAnnouncements, 'announceSealed'>;
  readonly pruning: Pick<Pruning, 'run'>;
  readonly profilePruning: Pick<ProfilePruning, 'run'>;
}

/** A computation from the counters of sealed months. */
export interface SealedMonthSum {
  /** Does all pending work. The next run retries what has failed. */
  run(): Promise<void>;
}

/**
 * Sums up and announces the months before `openMonth`, and prunes those that are old enough. To be called when a month has
 * been sealed, and every hour, which retries what has failed. All steps run even if one of them fails. Only the sums after
 * one that the disk refuses wait, because they would delete what it needs.
 *
 * @throws {Error} the error of the first failed step, after all steps have run.
 */
export async function tendSealedMonths(deps: SealedMonthDeps, openMonth: Month): Promise<void> {
  const { sums, announcements, pruning, profilePruning } = deps;
  const failures: unknown[] = [];
  for (const sum of sums) {
    if (failures.some((error) => error instanceof StoreUnavailable)) break;
    await sum.run().catch((error: unknown) => failures.push(error));
  }
  const steps = [
    () => announcements.announceSealed(openMonth - 1),
    () => pruning.run(openMonth),
    () => profilePruning.run(openMonth),
  ];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
