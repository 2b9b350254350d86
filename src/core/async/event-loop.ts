import { setImmediate } from 'node:timers/promises';

/**
 * Yields to the event loop, which first handles pending events. Nothing may hold the loop for more than a few
 * milliseconds; otherwise dispatches and heartbeats are delayed.
 */
export function nextTurn(): Promise<void> {
  return setImmediate();
}

/** Calls `work` for each thing, and yields to the event loop after every `size` things. */
export async function inSlices<Thing>(
  things: Iterable<Thing>,
  size: number,
  work: (thing: Thing) => void,
): Promise<void> {
  const slice = new Slice(size);
  for (const thing of things) {
    work(thing);
    if (slice.fills()) await nextTurn();
  }
}

/** Repeats a step in successive turns of the event loop until it returns false. */
export async function untilDone(step: () => boolean): Promise<void> {
  while (step()) await nextTurn();
}

/** Counts work, so that a loop knows when to yield. Awaiting every step would often cost more than the step. */
export class Slice {
  readonly #size: number;
  #done = 0;

  /** `size` is the work allowed in one turn of the event loop, in any unit. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Adds work. Returns true if the slice is full: the caller yields, and the next slice begins. */
  fills(amount = 1): boolean {
    this.#done += amount;
    if (this.#done < this.#size) return false;
    this.#done = 0;
    return true;
  }
}
