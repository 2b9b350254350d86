import type { Snowflake } from '../core/snowflake.ts';

/**
 * Remembers the ids that came last, so that one that comes again is recognised. Two generations of sets: when the
 * young one is full the old one is dropped whole, which costs nothing per id.
 */
export class RecentIds {
  readonly #kept: number;
  #young = new Set<Snowflake>();
  #old = new Set<Snowflake>();

  /** At least `kept` ids are remembered, and at most twice as many. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Remembers an id. False if it is remembered already. */
  add(id: Snowflake): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return false;
    if (this.#young.size >= this.#kept) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
    return true;
  }
}
