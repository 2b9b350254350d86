import { type CounterMetric, counterMetrics, metricOf } from '../../core/metric.ts';

/*
 * The format at rest: a column blob holds the counters of some hours of one guild and month.
 *
 *     ┌─────────┬───────┬───────┬───────┬── …     one group for each (hour, metric) that occurs,
 *     │ version │ group │ group │ group │         ascending by hour, then by metric
 *     └─────────┴───────┴───────┴───────┴── …
 *
 * A group begins with the varint `hours since the group before × 8 + metric`; the first counts from the Unix epoch.
 * For `join`, `part` and `total_users`, which have neither channel nor member, the amount follows and that is all.
 * For `msg` and `voice` follow the length in bytes, so that it can be passed over, and the runs:
 *
 *     ┌──────┬────────┬─────┬─────┬── …           one run for each channel, ascending
 *     │ head │ length │ run │ run │
 *     └──────┴────────┴─────┴─────┴── …
 *
 * A run begins with the varint `channels since the run before × 4 + min(count, 4) - 1` and, where count is 4 or more,
 * the varint `count - 4`. Then come its counters, ascending by member. A gap is the number of members between a
 * member and the one before. Fewer than `packedFrom` of them are loose:
 *
 *     │ gap × 4 + min(amount, 4) - 1 │ amount - 4, where amount ≥ 4 │ …      varints
 *
 * More are two packed lists (see packed-integers.ts), whose ends follow from their heads:
 *
 *     │ gaps │ amounts - 1 │
 *
 * A lone message of a quiet hour takes four bytes, one of a busy hour two; a span of voice takes five.
 */

export const formatVersion = 1;

/** From how many counters up a run is packed: below it the heads of two lists cost more than they save. */
export const packedFrom = 8;

/** No member number is this great or greater. */
export const memberLimit = 2 ** 24;

/** No channel number is this great or greater. */
export const channelLimit = 2 ** 32;

/** No hour is this great or greater: JavaScript knows no dates beyond. */
export const hourLimit = 2 ** 31;

/** The number of a metric in a blob: its `id` in `core/metric.ts`, below 8. */
export function numberOfMetric(metric: CounterMetric): number {
  return numbers.get(metric) as number;
}

/** The metric of a number below 8; undefined where there is none. */
export function metricOfNumber(number: number): CounterMetric | undefined {
  return byNumber[number];
}

/** Whether a metric has a channel and a member. */
export function hasMember(metric: CounterMetric): boolean {
  switch (metric) {
    case 'msg':
    case 'voice':
      return true;
    case 'join':
    case 'part':
    case 'total_users':
      return false;
  }
}

const numbers: ReadonlyMap<CounterMetric, number> = new Map(counterMetrics.map((name) => [name, metricOf(name).id]));
const byNumber = Array.from({ length: 8 }, (_, number) => counterMetrics.find((name) => numbers.get(name) === number));
