import type { DroppedDelta, Tally } from '../columns/tally.ts';
import { SerialQueue } from '../core/async/serial-queue.ts';
import type { Clock } from '../core/clock.ts';
import { StoreUnavailable } from '../core/errors.ts';
import { hourMs } from '../core/time.ts';
import type { Batch } from '../store/batch.ts';
import type { PeopleChanges } from '../store/people-store.ts';
import type { Vault } from '../vault/vault.ts';
import { BatchIsolation, type BatchIsolationDeps } from './batch-isolation.ts';
import type { Collector } from './collector.ts';
import type { CoverageTracker } from './coverage-tracker.ts';
import type { GatewayProgress } from './gateway-progress.ts';
import type { GuildRegistry } from './guild-registry.ts';
import type { TrialMembers } from './members/trial-members.ts';
import type { MessagePositions } from './messages/message-positions.ts';
import type { Totals } from './totals.ts';
import type { VoiceTracker } from './voice/voice-tracker.ts';

export interface FlusherDeps {
  readonly clock: Clock;
  readonly store: BatchIsolationDeps['store'];
  readonly vault: Vault;
  readonly collector: Collector;
  readonly guilds: GuildRegistry;
  readonly tally: Tally;
  readonly totals: Totals;
  readonly trial: TrialMembers;
  readonly voice: VoiceTracker;
  readonly coverage: CoverageTracker;
  readonly progress: GatewayProgress;
  readonly messages: MessagePositions;
  /** The number of the last committed batch. */
  readonly lastBatch: number;
  /** Up to when that batch covers everything, in milliseconds since the Unix epoch; null if there is none. */
  readonly observedUntilMs: number | null;
  readonly onSetAside?: BatchIsolationDeps['onSetAside'];
  /** Called when counters of a guild cannot be encoded. They become a gap. */
  readonly onDropped?: ((dropped: DroppedDelta) => void) | undefined;
  /** Called after every commit, with the batch and the duration of the commit in milliseconds. */
  readonly onCommitted?: ((batch: Batch, tookMs: number) => void) | undefined;
}

/**
 * Commits counters together with the gateway position that they cover. If the disk refuses a batch, the batch is kept and
 * retried before anything newer, so a full disk loses nothing and nothing is written twice. {@link BatchIsolation} leaves
 * out rows that the store refuses for their content.
 */
export class Flusher {
  readonly #deps: FlusherDeps;
  readonly #batches: BatchIsolation;
  readonly #queue = new SerialQueue();
  #lastBatch: number;
  #refused: Prepared | null = null;
  #hadSessions = true;
  #next: Promise<void> | null = null;
  #failure: StoreUnavailable | null = null;

  constructor(deps: FlusherDeps) {
    this.#deps = deps;
    this.#batches = new BatchIsolation(deps);
    this.#lastBatch = deps.lastBatch;
  }

  /** Why the last write failed; null while writing works. */
  get failure(): StoreUnavailable | null {
    return this.#failure;
  }

  /**
   * Counts open voice up to now and commits everything. Calls share a flush that has not begun yet, unless other work was
   * queued since: what that work counts is committed too.
   *
   * @throws {StoreUnavailable} when the disk refuses. Counting continues in memory, and the next flush retries.
   * @throws {LaneLost} when the lane has another owner.
   */
  flush(): Promise<void> {
    this.#next ??= this.#planFlush();
    return this.#next;
  }

  /** Runs `work` in its turn, while no flush runs. Settles as `work` does. */
  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#next = null;
    return this.#queue.run(work);
  }

  #planFlush(): Promise<void> {
    const planned = this.#queue.run(() => {
      if (this.#next === planned) this.#next = null;
      return this.#flushNow();
    });
    return planned;
  }

  async #flushNow(): Promise<void> {
    if (this.#refused !== null) await this.#commit(this.#refused);
    await this.#commit(this.#prepare());
  }

  async #commit(prepared: Prepared): Promise<void> {
    const startedMs = performance.now();
    let committed: Batch;
    try {
      committed = await this.#batches.commit(prepared.batch, prepared.people);
    } catch (error) {
      this.#refused = prepared;
      if (error instanceof StoreUnavailable) this.#failure = error;
      throw error;
    }
    this.#refused = null;
    this.#failure = null;
    this.#deps.onCommitted?.(committed, performance.now() - startedMs);
  }

  /** Takes counters, people and position at one instant, with no await in between: they belong together. */
  #prepare(): Prepared {
    const { clock, vault, collector, guilds, tally, totals, trial, voice, coverage, progress, messages } = this.#deps;
    const nowMs = clock.now();
    collector.settleVoice(nowMs);
    this.#lastBatch += 1;
    const { members, people } = vault.takeChanges(this.#lastBatch);
    // While the month is closing, voice sessions still have its numbers, and newer events wait in memory. A process that
    // starts from this batch must learn who is in voice, and must not resume the gateway session.
    const { isMonthClosing } = collector;
    const sessions = isMonthClosing ? [] : voice.openSessions();
    const deltas = tally.drain((dropped) => this.#drop(dropped));
    const batch: Batch = {
      number: this.#lastBatch,
      // Events of the next month are in memory only until that month is opened.
      observedUntilMs: Math.min(coverage.handledUntilMs(nowMs), collector.monthEndMs),
      gatewayPosition: isMonthClosing ? null : progress.position,
      ...guilds.takeChanges(),
      members,
      deltas,
      totals: totals.takeChanges(),
      lowered: totals.takeLowered(),
      trial: trial.takeChanges(),
      voiceSessions: sessions.length > 0 || this.#hadSessions ? sessions : null,
      messagePositions: messages.takeChanges(),
      gaps: coverage.takeChanges(),
      memberLists: vault.memberLists,
    };
    this.#hadSessions = sessions.length > 0;
    return { batch, people };
  }

  #drop(dropped: DroppedDelta): void {
    const { clock, coverage, onDropped } = this.#deps;
    const { guildId, hours } = dropped;
    coverage.missed(guildId, hours.from * hourMs, Math.min(clock.now(), hours.to * hourMs));
    onDropped?.(dropped);
  }
}

interface Prepared {
  readonly batch: Batch;
  readonly people: PeopleChanges;
}
