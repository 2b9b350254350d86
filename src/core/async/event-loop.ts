import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop turn: what has come in the meantime is dealt with first. Nothing may hold the loop for more than a few
 * milliseconds, or dispatches and heartbeats wait.
 */
export function nextTurn(): Promise<void> {
  return setImmediate();
}

/** Does some work for each of many things, and lets the event loop turn after every `size` of them. */
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

/** Does a step, and does it again in a later turn of the event loop for as long as it returns true. */
export async function untilDone(step: () => boolean): Promise<void> {
  while (step()) await nextTurn();
}

/** Measures work as it is done. A promise for each step would take longer than many a step. */
export class Slice {
  readonly #size: number;
  #done = 0;

  /** `size` is how much work may be done in one turn of the event loop, in any unit. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Notes so much more work. True if that fills the slice: then the event loop is to turn, and the next slice begins. */
  fills(amount = 1): boolean {
    this.#done += amount;
    if (this.#done < this.#size) return false;
    this.#done = 0;
    return true;
  }
}
