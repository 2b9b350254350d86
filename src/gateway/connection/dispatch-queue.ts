import type { GatewayDispatchPayload } from '@discordjs/core';
import type { GatewayProgress } from '../../collect/gateway-progress.ts';
import type { Clock } from '../../core/clock.ts';

export interface DispatchQueueDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: GatewayProgress;
  /**
   * Handles one dispatch, received at `receivedMs`. A returned promise delays the next dispatch. Must not throw or
   * reject.
   */
  readonly handle: (payload: GatewayDispatchPayload, receivedMs: number) => void | Promise<void>;
  /**
   * Receives the time at which the oldest unhandled dispatch arrived; null once all are handled. Not called for
   * dispatches handled synchronously.
   */
  readonly onBacklog: (sinceMs: number | null) => void;
  /** Called if `handle` rejects all the same. The queue goes on with the next dispatch. */
  readonly onTrouble: (trouble: unknown) => void;
}

/** The dispatches of one shard, handled in order and exactly once, however often Discord sends them. */
export class DispatchQueue {
  readonly #deps: DispatchQueueDeps;
  /**
   * Incremented by every new session, so that waiting dispatches of an older session are not taken for those of this
   * one.
   */
  #session = 0;
  #received: number;
  #handled: number;
  #isBusy = false;
  #waiting: Item[] = [];
  /** The index of the oldest waiting item in `#waiting`. Earlier items are done. */
  #next = 0;
  #watchers: Watcher[] = [];

  /** @param sequence The last sequence number that an earlier process received in this session. */
  constructor(deps: DispatchQueueDeps, sequence: number) {
    this.#deps = deps;
    this.#received = sequence;
    this.#handled = sequence;
  }

  /** The sequence number of the last dispatch received in this session. */
  get received(): number {
    return this.#received;
  }

  /** Whether every received dispatch has been handled. */
  get isIdle(): boolean {
    return !this.#isBusy;
  }

  /** Starts a new session whose first dispatch follows `sequence`. Dispatches received before are handled first. */
  begin(sequence: number): void {
    this.#session += 1;
    this.#received = sequence;
    this.#handled = sequence;
  }

  /**
   * Accepts a dispatch and records when it was received: Census takes that as the time of the event, however long the
   * dispatch waits. Drops a dispatch already received in this session, because a resumed connection repeats some.
   * Returns false if the queue is full.
   */
  receive(payload: GatewayDispatchPayload): boolean {
    const { s: sequence } = payload;
    if (sequence <= this.#received) return true;
    if (this.#waiting.length - this.#next >= mostWaiting) return false;
    this.#received = sequence;
    const { clock, progress } = this.#deps;
    // The position of a new session begins at its READY, which is always handled.
    const isCounted = payload.t !== 'READY' && progress.isCounted(sequence);
    const item = { payload, receivedMs: clock.now(), session: this.#session, isCounted };
    if (this.#isBusy) this.#waiting.push(item);
    else this.#work(item);
    return true;
  }

  /** Drops all waiting dispatches and returns when the oldest was received. At least one must be waiting. */
  dropWaiting(): number {
    const oldest = this.#waiting[this.#next];
    if (oldest === undefined) throw new Error('no dispatch is waiting');
    this.#waiting = [];
    this.#next = 0;
    return oldest.receivedMs;
  }

  /** Resolves once every dispatch of this session up to `sequence` has been handled. */
  settled(sequence: number): Promise<void> {
    if (this.#handled >= sequence) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ session: this.#session, sequence, resolve }));
  }

  /** Handles dispatches until one returns a promise. The common, synchronous case allocates no promise. */
  #work(first: Item | undefined): void {
    for (let item = first; item !== undefined; item = this.#takeNext()) {
      const work = item.isCounted ? undefined : this.#deps.handle(item.payload, item.receivedMs);
      if (work !== undefined) {
        this.#goOnAfter(work, item);
        return;
      }
      this.#finish(item);
    }
  }

  #goOnAfter(work: Promise<void>, item: Item): void {
    const { onBacklog } = this.#deps;
    this.#isBusy = true;
    onBacklog(item.receivedMs);
    void work.catch(this.#deps.onTrouble).then(() => {
      this.#isBusy = false;
      this.#finish(item);
      this.#work(this.#takeNext());
      if (!this.#isBusy) onBacklog(null);
    });
  }

  /** Returns the oldest waiting item. `shift()` would move every item behind it. */
  #takeNext(): Item | undefined {
    const item = this.#waiting[this.#next];
    if (item === undefined) return undefined;
    this.#next += 1;
    if (this.#next < this.#waiting.length / 2) return item;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
    return item;
  }

  #finish({ payload, session }: Item): void {
    const { s: sequence } = payload;
    if (session === this.#session) {
      this.#deps.progress.handled(sequence);
      this.#handled = sequence;
    }
    if (this.#watchers.length === 0) return;
    const isDone = (watcher: Watcher) =>
      watcher.session < session || (watcher.session === session && watcher.sequence <= sequence);
    const done = this.#watchers.filter(isDone);
    this.#watchers = this.#watchers.filter((watcher) => !isDone(watcher));
    for (const { resolve } of done) resolve();
  }
}

interface Item {
  readonly payload: GatewayDispatchPayload;
  /** In milliseconds since the Unix epoch. */
  readonly receivedMs: number;
  readonly session: number;
  /** Whether an earlier process has counted it. */
  readonly isCounted: boolean;
}

interface Watcher {
  readonly session: number;
  readonly sequence: number;
  readonly resolve: () => void;
}

/** The maximum number of waiting dispatches per shard. */
const mostWaiting = 50_000;
