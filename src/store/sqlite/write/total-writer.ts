import type { Database as Connection } from 'better-sqlite3';
import { metricOf } from '../../../core/metric.ts';
import { type Total, totalFault } from '../../../core/total.ts';

/** Writes totals. Must run inside the caller's transaction. */
export class TotalWriter {
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(connection: Connection) {
    this.#statements = prepareAll(connection);
  }

  /**
   * Combines a total with the stored one by the fold of its metric. `guild` is the key of the guild's row.
   *
   * @throws {RangeError} for an invalid total: see `totalFault`.
   */
  fold(guild: number, total: Total): void {
    refuseInvalidTotal(total);
    const { metric, start, channel, key, amount } = total;
    const { id, grain, fold } = metricOf(metric);
    this.#statements[fold].run({ guild, metric: id, grain, start, channel, key, amount });
  }

  /**
   * Subtracts a total from the stored one. A total that reaches 0 or less is deleted.
   *
   * @throws {RangeError} for an invalid total, or one whose fold is not `sum`.
   */
  lower(guild: number, total: Total): void {
    refuseInvalidTotal(total);
    const { metric, start, channel, key, amount } = total;
    const { id, grain, fold } = metricOf(metric);
    if (fold !== 'sum') throw new RangeError('only sums can be lowered');
    const place = { guild, metric: id, grain, start, channel, key, amount };
    if (this.#statements.reduce.run(place).changes === 0) this.#statements.remove.run(place);
  }
}

/** @throws {RangeError} for an invalid total. The message names the fault and no counted value. */
export function refuseInvalidTotal(total: Total): void {
  const fault = totalFault(total);
  if (fault !== null) throw new RangeError(`not a total: ${fault}`);
}

function prepareAll(connection: Connection) {
  return {
    sum: connection.prepare<object>(folding('amount + excluded.amount')),
    max: connection.prepare<object>(folding('max(amount, excluded.amount)')),
    last: connection.prepare<object>(folding('excluded.amount')),
    reduce: connection.prepare<object>(`update total set amount = amount - :amount ${atPlace} and amount > :amount`),
    remove: connection.prepare<object>(`delete from total ${atPlace} and amount <= :amount`),
  };
}

const atPlace = `
  where guild = :guild and metric = :metric and grain = :grain and start = :start and channel = :channel and key = :key`;

function folding(amount: string): string {
  return `
    insert into total (guild, metric, grain, start, channel, key, amount)
    values (:guild, :metric, :grain, :start, :channel, :key, :amount)
    on conflict (guild, metric, grain, start, channel, key) do update set amount = ${amount}`;
}
