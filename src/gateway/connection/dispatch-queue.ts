import type { GatewayDispatchPayload } from '@discordjs/core';
import type { GatewayProgress } from '../../collect/gateway-progress.ts';
import type { Clock } from '../../core/clock.ts';

export interface DispatchQueueDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly progress: GatewayProgress;
  /**
   * Deals with one dispatch, which was received at `receivedMs`; a promise holds the next one back. Must not fail.
   */
  readonly handle: (payload: GatewayDispatchPayload, receivedMs: number) => void | Promise<void>;
  /** When the oldest dispatch that is not dealt with was received; null once all are. Not called for those dealt with at once. */
  readonly onBacklog: (sinceMs: number | null) => void;
  /** Dealing with one failed all the same; the next dispatch goes on. */
  readonly onTrouble: (trouble: unknown) => void;
}

/** The dispatches of one shard: dealt with in order, and each once, however often Discord sends it. */
export class DispatchQueue {
  readonly #deps: DispatchQueueDeps;
  /** Grows with every session; what still waits from an earlier one must not pass for a dispatch of this one. */
  #session = 0;
  #received: number;
  #handled: number;
  #isBusy = false;
  #waiting: Item[] = [];
  /** The index of the oldest item in `#waiting`; those before it are dealt with. */
  #next = 0;
  #watchers: Watcher[] = [];

  /** In a session that an earlier process began, what comes up to `sequence` is known. */
  constructor(deps: DispatchQueueDeps, sequence: number) {
    this.#deps = deps;
    this.#received = sequence;
    this.#handled = sequence;
  }

  /** The sequence number of the last dispatch that came in this session. */
  get received(): number {
    return this.#received;
  }

  /** Whether all that came has been dealt with. */
  get isIdle(): boolean {
    return !this.#isBusy;
  }

  /** A new session: the next dispatch is the one after `sequence`. What came before is dealt with first. */
  begin(sequence: number): void {
    this.#session += 1;
    this.#received = sequence;
    this.#handled = sequence;
  }

  /**
   * Takes a dispatch in, and notes the time: that is when it happened, as far as Census knows, however long it waits. One
   * that came before in this session is dropped: a resumed connection repeats some. False if there is no room for it.
   */
  receive(payload: GatewayDispatchPayload): boolean {
    const { s: sequence } = payload;
    if (sequence <= this.#received) return true;
    if (this.#waiting.length - this.#next >= mostWaiting) return false;
    this.#received = sequence;
    const { clock, progress } = this.#deps;
    // The position of a new session begins at its READY, which is dealt with all the same.
    const isCounted = payload.t !== 'READY' && progress.isCounted(sequence);
    const item = { payload, receivedMs: clock.now(), session: this.#session, isCounted };
    if (this.#isBusy) this.#waiting.push(item);
    else this.#work(item);
    return true;
  }

  /** Drops the dispatches that wait, of which there must be some. Gives when the oldest of them was received. */
  dropWaiting(): number {
    const oldest = this.#waiting[this.#next];
    if (oldest === undefined) throw new Error('expected dispatches to wait');
    this.#waiting = [];
    this.#next = 0;
    return oldest.receivedMs;
  }

  /** Resolves once all dispatches of this session up to a sequence number have been dealt with. */
  settled(sequence: number): Promise<void> {
    if (this.#handled >= sequence) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ session: this.#session, sequence, resolve }));
  }

  /** The common case, a dispatch that is dealt with at once, costs no promise. */
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

  /** `shift()` would move all that wait behind it. */
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
  /** An earlier process has counted it. */
  readonly isCounted: boolean;
}

interface Watcher {
  readonly session: number;
  readonly sequence: number;
  readonly resolve: () => void;
}

/** So many dispatches of a shard wait at the most. */
const mostWaiting = 50_000;
