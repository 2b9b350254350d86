import type { GatewayDispatchPayload } from '@discordjs/core';
import type { DispatchMark, DispatchPositions } from '../collect/dispatch-positions.ts';

export interface DispatchQueueParts {
  readonly shardId: number;
  readonly positions: DispatchPositions;
  /** Deals with one dispatch; a promise holds the next one back. Must not fail. */
  readonly handle: (payload: GatewayDispatchPayload, mark: DispatchMark) => void | Promise<void>;
  /** It failed all the same; the next dispatch goes on. */
  readonly onTrouble: (trouble: unknown) => void;
}

/** The dispatches of one shard: dealt with in order, and each once, however often Discord sends it. */
export class DispatchQueue {
  readonly #parts: DispatchQueueParts;
  /** Grows with every session; what still waits from an earlier one must not pass for a dispatch of this one. */
  #session = 0;
  #received: number;
  #handled: number;
  #isBusy = false;
  readonly #waiting: Item[] = [];
  #watchers: Watcher[] = [];

  /** In a session that an earlier process began, what comes up to `sequence` is known. */
  constructor(parts: DispatchQueueParts, sequence: number) {
    this.#parts = parts;
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

  /** Takes a dispatch in. One that came before in this session is dropped: a resumed connection repeats some. */
  receive(payload: GatewayDispatchPayload): void {
    const { s: sequence } = payload;
    if (sequence <= this.#received) return;
    this.#received = sequence;
    const { shardId, positions } = this.#parts;
    const mark = { shardId, sequence };
    // The position of a new session begins at its READY, which is dealt with all the same.
    const isCounted = payload.t !== 'READY' && positions.isCounted(mark);
    const item = { payload, mark, session: this.#session, isCounted };
    if (this.#isBusy) this.#waiting.push(item);
    else this.#work(item);
  }

  /** Resolves once all dispatches of this session up to a sequence number have been dealt with. */
  settled(sequence: number): Promise<void> {
    if (this.#handled >= sequence) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ session: this.#session, sequence, resolve }));
  }

  /** The common case, a dispatch that is dealt with at once, costs no promise. */
  #work(first: Item | undefined): void {
    for (let item = first; item !== undefined; item = this.#waiting.shift()) {
      const work = item.isCounted ? undefined : this.#parts.handle(item.payload, item.mark);
      if (work !== undefined) {
        this.#goOnAfter(work, item);
        return;
      }
      this.#finish(item);
    }
  }

  #goOnAfter(work: Promise<void>, item: Item): void {
    this.#isBusy = true;
    void work.catch(this.#parts.onTrouble).then(() => {
      this.#isBusy = false;
      this.#finish(item);
      this.#work(this.#waiting.shift());
    });
  }

  #finish({ mark, session }: Item): void {
    if (session === this.#session) {
      this.#parts.positions.handled(mark);
      this.#handled = mark.sequence;
    }
    if (this.#watchers.length === 0) return;
    const isDone = (watcher: Watcher) =>
      watcher.session < session || (watcher.session === session && watcher.sequence <= mark.sequence);
    const done = this.#watchers.filter(isDone);
    this.#watchers = this.#watchers.filter((watcher) => !isDone(watcher));
    for (const { resolve } of done) resolve();
  }
}

interface Item {
  readonly payload: GatewayDispatchPayload;
  readonly mark: DispatchMark;
  readonly session: number;
  /** An earlier process has counted it. */
  readonly isCounted: boolean;
}

interface Watcher {
  readonly session: number;
  readonly sequence: number;
  readonly resolve: () => void;
}
