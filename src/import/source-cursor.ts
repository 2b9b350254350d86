import type { Hour } from '../core/time.ts';
import type { Row } from './formats/row.ts';
import type { Source } from './source.ts';

export type OpenSource = (source: Source) => AsyncIterator<readonly Row[]>;

/** A position in files that are read one after the other. A file is opened only when its first hour is due. */
export class SourceCursor {
  readonly #waiting: Source[];
  readonly #open: OpenSource;
  #source: Source | null = null;
  #parts: AsyncIterator<readonly Row[]> | null = null;
  #rows: readonly Row[] = [];
  #next = 0;

  constructor(sources: readonly Source[], open: OpenSource) {
    this.#waiting = [...sources];
    this.#open = open;
  }

  /** The hour of the next row; null at the end. */
  async nextHour(): Promise<Hour | null> {
    const [first] = this.#waiting;
    if (this.#parts === null && first !== undefined && first.firstHour !== null) return first.firstHour;
    return (await this.#hasRow()) ? (this.#rows[this.#next]?.hour ?? null) : null;
  }

  /** Passes all rows before this hour to `take`. */
  async readUntil(hour: Hour, take: (row: Row, source: Source) => void): Promise<void> {
    while (await this.#hasRow()) {
      const source = this.#source as Source;
      for (; this.#next < this.#rows.length; this.#next += 1) {
        const row = this.#rows[this.#next] as Row;
        if (row.hour >= hour) return;
        take(row, source);
      }
    }
  }

  /** Closes the open file. */
  async close(): Promise<void> {
    await this.#parts?.return?.();
    this.#parts = null;
  }

  async #hasRow(): Promise<boolean> {
    while (this.#next === this.#rows.length) {
      if (this.#parts === null && !this.#openNext()) return false;
      const part = await this.#parts?.next();
      this.#next = 0;
      this.#rows = part?.done === false ? part.value : [];
      if (part?.done !== false) this.#parts = null;
    }
    return true;
  }

  #openNext(): boolean {
    this.#source = this.#waiting.shift() ?? null;
    if (this.#source !== null) this.#parts = this.#open(this.#source);
    return this.#source !== null;
  }
}
