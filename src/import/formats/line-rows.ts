import { Lines, longestLine } from './input-text.ts';
import type { OnFault, Row, RowReader } from './row.ts';

/** Makes rows of a file with at most one row per line. */
export abstract class LineRows implements RowReader {
  readonly #lines = new Lines();
  readonly #onFault: OnFault;
  #number = 0;

  constructor(onFault: OnFault) {
    this.#onFault = onFault;
  }

  get place(): string {
    return `line ${this.#number}`;
  }

  read(text: string): Row[] {
    return this.#lines.next(text).flatMap((line) => this.#next(line));
  }

  end(): Row[] {
    return this.#next(this.#lines.last());
  }

  /** The row of a line, numbered from 1; null if it has none, or after {@link fault} has reported why. */
  protected abstract rowOf(line: string, number: number): Row | null;

  /** Reports what was expected in the current line. */
  protected fault(expected: string): null {
    this.#onFault(this.place, expected);
    return null;
  }

  #next(line: string): Row[] {
    this.#number += 1;
    const row = line === '' ? null : this.#boundedRow(line);
    return row === null ? [] : [row];
  }

  #boundedRow(line: string): Row | null {
    if (line.length >= longestLine) return this.fault(`expected a line of less than ${longestLine} characters`);
    return this.rowOf(line, this.#number);
  }
}
