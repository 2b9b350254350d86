import { PairTable } from './pair-table.ts';
import { lowerDigits, type Snowflake, upperDigits } from './snowflake.ts';

/** Maps ids to numbers, several times faster than a `Map` with string keys. */
export class NumberById {
  readonly #numbers = new PairTable();

  /** The number of ids. */
  get size(): number {
    return this.#numbers.size;
  }

  get(id: Snowflake): number | undefined {
    return this.#numbers.get(upperDigits(id), lowerDigits(id));
  }

  has(id: Snowflake): boolean {
    return this.#numbers.has(upperDigits(id), lowerDigits(id));
  }

  set(id: Snowflake, number: number): void {
    this.#numbers.set(upperDigits(id), lowerDigits(id), number);
  }

  delete(id: Snowflake): void {
    this.#numbers.delete(upperDigits(id), lowerDigits(id));
  }

  /** Deletes every id with one of these numbers. */
  deleteNumbers(numbers: ReadonlySet<number>): void {
    this.#numbers.deleteAmounts((number) => numbers.has(number));
  }
}
