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
  /** A month that is over stays open for a while, for another reason than before. */
  readonly onWait: (reason: ReasonToWait) => void;
  /** Of someone in voice only a number of the month before is known: only a new snapshot tells who it is. */
  readonly onUnknownVoice: () => void;
  /** A month was sealed, and the next one is open. */
  readonly onMonthOpened: () => void;
}

/** What closes and seals a month. See {@link Rotation}. */
export interface MonthRotation extends Pick<Rotation, 'prepare'> {
  rotateTo(next: Month): Promise<Pick<RotationReceipt, 'forgottenChannels'>>;
}

/**
 * The life of a lane's month: open → closing → sealed → pruned. What happens from midnight of the last day on, in this order,
 * and what a crash right after each step leaves:
 *
 *     open
 *       may be closed     Discord's clock agrees, and nothing of it    The month, still open. The next start counts it to its
 *                         is missing: month-end.ts                     end (missed-month-end.ts) and goes on here.
 *       written           tokens are drawn in advance                  The same; other tokens are drawn.
 *     closing
 *       ended             voice is split; what comes waits in memory   The same. What waited is counted from the histories
 *       written           for the last time                            of channels, or shown as a gap.
 *       begun             from here on: rotation.ts. Every member      The store knows the rotation that it is in. The next
 *                         has a new token; nobody is in voice, and     start does all its steps again (open-lane.ts,
 *                         no message position is left                  reconcile-open-month.ts): each may be repeated. Until
 *       salt wiped        no hash can be tried any more                it is done nothing is counted.
 *       map overwritten   the hashes of people are gone
 *       map removed
 *       channels hidden   some deleted channels have lost their
 *                         names: deleted-channels.ts
 *       forgotten         what the store has deleted is overwritten
 *       salt drawn        it is the next month's                       The same; the vault is a month ahead.
 *       month opened      the next one                                 The next start notes that the salt is destroyed.
 *     sealed
 *       sealed            the month says when its salt was gone        The next start opens the vault in the next month.
 *       opened            the vault, in the next month                 The same.
 *       begun to count    what has waited is counted                   What waited is counted from the histories, or a gap.
 *       summed up         what is computed once, while its             The next run does it: after an hour, or the start.
 *                         counters are there: sealed-trials.ts
 *       announced         to its guilds: month-announcements.ts        The same.
 *     pruned
 *       pruned            KEEP_MONTHS later, after a day's notice,     The same.
 *                         its counters go and totals stay: pruning.ts
 *
 * {@link MonthLife.close} is all up to the counting of the next month, {@link tendSealedMonths} the rest.
 */
export class MonthLife {
  readonly #deps: MonthLifeDeps;
  #isAtWork = false;
  /** Why the month had to stay open when it was last asked. */
  #toldReason: ReasonToWait | null = null;
  /** The month that is closing is followed by this one; null while none is closing. */
  #closing: { readonly next: Month } | null = null;

  constructor(deps: MonthLifeDeps) {
    this.#deps = deps;
  }

  /**
   * Takes the open month, which must be over by this machine's clock, to sealed, and opens the next. Gives why it must stay
   * open, null when it is sealed or another call is at work. While the disk refuses, the month is closing for all, and its
   * successor's events wait; the next call goes on.
   *
   * @throws {StoreUnavailable} when the disk refuses.
   * @throws {LaneLost} when the lane has another owner.
   */
  async close(): Promise<ReasonToWait | null> {
    if (this.#isAtWork) return null;
    this.#isAtWork = true;
    try {
      // Once the month is closing, nothing is waited for any more.
      const verdict = this.#closing ?? (await this.#deps.monthEnd.verdict());
      const reason = 'reason' in verdict ? verdict.reason : null;
      if (reason !== null && reason !== this.#toldReason) this.#deps.onWait(reason);
      this.#toldReason = reason;
      if ('next' in verdict) await this.#closeFor(verdict.next);
      return reason;
    } finally {
      this.#isAtWork = false;
    }
  }

  async #closeFor(next: Month): Promise<void> {
    const { clock, collector, flusher, guilds, rotation, onUnknownVoice, onMonthOpened } = this.#deps;
    await flusher.flush();
    await rotation.prepare();
    if (this.#closing === null) collector.endMonth(clock.now());
    this.#closing = { next };
    // Nothing may come between the last flush of the month and its rotation.
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

/** What is done with sealed months. */
export interface SealedMonthDeps {
  /** What is summed up of every month that is sealed, in this order. One may need what a later one forgets. */
  readonly sums: readonly SealedMonthSum[];
  readonly announcements: Pick<MonthAnnouncements, 'tellOfSealed'>;
  readonly pruning: Pick<Pruning, 'run'>;
  readonly profilePruning: Pick<ProfilePruning, 'run'>;
}

/** Something that is computed of months that are sealed, while their counters are there. */
export interface SealedMonthSum {
  /** Does what there is to do, and nothing where all is done. What does not succeed is tried again by the next run. */
  run(): Promise<void>;
}

/**
 * Sums up and announces the months before `openMonth`, and prunes those that are old enough. To be called when a month was
 * sealed, and every hour: what did not succeed is tried again. A step that fails keeps none after it from being done, but
 * while the disk refuses a sum, those after it wait: they would forget what it needs.
 *
 * @throws {Error} of the first step that failed, when all are done.
 */
export async function tendSealedMonths(deps: SealedMonthDeps, openMonth: Month): Promise<void> {
  const { sums, announcements, pruning, profilePruning } = deps;
  const failures: unknown[] = [];
  for (const sum of sums) {
    if (failures.some((error) => error instanceof StoreUnavailable)) break;
    await sum.run().catch((error: unknown) => failures.push(error));
  }
  const steps = [
    () => announcements.tellOfSealed(openMonth - 1),
    () => pruning.run(openMonth),
    () => profilePruning.run(openMonth),
  ];
  for (const step of steps) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
