import { PairTable } from '../../core/pair-table.ts';
import { lowerDigits, type Snowflake, upperDigits } from '../../core/snowflake.ts';

/**
 * Remembers the latest ids, to recognise repeated ones. There are two generations: when the young one is full, it becomes
 * the old one, and the previous old one is emptied. So removal costs almost nothing per id.
 */
export class RecentIds {
  readonly #kept: number;
  #young = new PairTable();
  #old = new PairTable();
  /** The upper digits of the greatest id so far. */
  #greatest = 0;
  /** The upper digits of the greatest old id. Most new ids are greater, and need no look-up in the old generation. */
  #greatestOld = 0;

  /** Between `kept` and twice as many ids are remembered. */
  constructor(kept: number) {
    this.#kept = kept;
  }

  /** Remembers an id. False if it is already remembered. */
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
