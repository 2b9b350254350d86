import type { Database as Connection } from 'better-sqlite3';
import { metricOf } from '../../../core/metric.ts';
import { type Total, totalFault } from '../../../core/total.ts';

/** Writes totals within a transaction of the caller's. */
export class TotalWriter {
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(connection: Connection) {
    this.#statements = prepareAll(connection);
  }

  /**
   * Makes a total one with what there is, by the fold of its metric. `guild` is the key of its guild.
   *
   * @throws {RangeError} for what is no total: see `totalFault`.
   */
  fold(guild: number, total: Total): void {
    refuseNoTotal(total);
    const { metric, start, channel, key, amount } = total;
    const { id, grain, fold } = metricOf(metric);
    this.#statements[fold].run({ guild, metric: id, grain, start, channel, key, amount });
  }

  /**
   * Takes a total off what there is of its place. What comes to nothing is deleted.
   *
   * @throws {RangeError} for what is no total, or is no sum.
   */
  lower(guild: number, total: Total): void {
    refuseNoTotal(total);
    const { metric, start, channel, key, amount } = total;
    const { id, grain, fold } = metricOf(metric);
    if (fold !== 'sum') throw new RangeError('not a total that can be lowered: no sum');
    const place = { guild, metric: id, grain, start, channel, key, amount };
    if (this.#statements.reduce.run(place).changes === 0) this.#statements.remove.run(place);
  }
}

/** @throws {RangeError} that says what is wrong, and nothing of what is counted. */
export function refuseNoTotal(total: Total): void {
  const fault = totalFault(total);
  if (fault !== null) throw new RangeError(`not a total: ${fault}`);
}

function prepareAll(connection: Connection) {
  return {
    sum: connection.prepare<object>(folding('amount + excluded.amount')),
    max: connection.prepare<object>(folding('max(amount, excluded.amount)')),
    last: connection.prepare<object>(folding('excluded.amount')),
    reduce: connection.prepare<object>(`update total set amount = amount - :amount ${there} and amount > :amount`),
    remove: connection.prepare<object>(`delete from total ${there} and amount <= :amount`),
  };
}

const there = `
  where guild = :guild and metric = :metric and grain = :grain and start = :start and channel = :channel and key = :key`;

function folding(amount: string): string {
  return `
    insert into total (guild, metric, grain, start, channel, key, amount)
    values (:guild, :metric, :grain, :start, :channel, :key, :amount)
    on conflict (guild, metric, grain, start, channel, key) do update set amount = ${amount}`;
}
