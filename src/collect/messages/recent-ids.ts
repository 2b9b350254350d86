import { PairTable } from '../../core/pair-table.ts';
import { lowerDigits, type Snowflake, upperDigits } from '../../core/snowflake.ts';

/**
 * Remembers the ids that came last, so that one that comes again is recognised. Two generations: when the young one is
 * full the old one is emptied and takes its place, which costs next to nothing per id.
 */
export class RecentIds {
  readonly #kept: number;
  #young = new PairTable();
  #old = new PairTable();
  /** The upper digits of the greatest id. */
  #greatest = 0;
  /** Those of the greatest that is old: most ids that come are later than all that have come. */
  #greatestOld = 0;

  /** At least `kept` ids are remembered, and at most twice as many. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Remembers an id. False if it is remembered already. */
  add(id: Snowflake): boolean {
    const upper = upperDigits(id);
    const lower = lowerDigits(id);
    if (upper <= this.#greatestOld && this.#old.has(upper, lower)) return false;
    if (!this.#young.add(upper, lower, 1)) return false;
    this.#greatest = Math.max(this.#greatest, upper);
    if (this.#young.size >= this.#kept) this.#age();
    return true;
  }

  #age(): void {
    const emptied = this.#old;
    emptied.clear();
    this.#old = this.#young;
    this.#greatestOld = this.#greatest;
    this.#young = emptied;
  }
}
