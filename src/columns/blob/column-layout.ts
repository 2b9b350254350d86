import { type CounterMetric, counterMetrics, metricOf } from '../../core/metric.ts';

/*
 * The storage format of counters. A column blob holds counters of some hours of one guild and month.
 *
 *     ┌─────────┬───────┬───────┬───────┬── …     one group for each (hour, metric) that occurs,
 *     │ version │ group │ group │ group │         ascending by hour, then by metric
 *     └─────────┴───────┴───────┴───────┴── …
 *
 * A group begins with the varint `hours since the previous group × 8 + metric`; the first counts from the Unix epoch.
 * For `join`, `part` and `total_users`, which have no channel and no member, only the amount follows. For `msg` and
 * `voice` the length in bytes follows, so that a reader can skip the group, and then the runs:
 *
 *     ┌──────┬────────┬─────┬─────┬── …           one run for each channel, ascending
 *     │ head │ length │ run │ run │
 *     └──────┴────────┴─────┴─────┴── …
 *
 * A run begins with the varint `channels since the previous run × 4 + min(count, 4) - 1` and, if count is 4 or more,
 * the varint `count - 4`. Its counters follow, ascending by member. A gap is the number of member numbers between a
 * member and the previous one. Fewer than `packedFrom` counters are stored one by one:
 *
 *     │ gap × 4 + min(amount, 4) - 1 │ amount - 4, if amount ≥ 4 │ …         varints
 *
 * More counters are stored as two packed lists (see packed-integers.ts), whose ends follow from their headers:
 *
 *     │ gaps │ amounts - 1 │
 *
 * A message takes four bytes in a quiet hour and two in a busy one; a span of voice takes five.
 */

export const formatVersion = 1;

/** The smallest run that is packed. In smaller ones the headers of two lists cost more than they save. */
export const packedFrom = 8;

/** The exclusive upper bound of member numbers. */
export const memberLimit = 2 ** 24;

/** The exclusive upper bound of channel numbers. */
export const channelLimit = 2 ** 32;

/** The exclusive upper bound of hours. JavaScript dates end before it. */
export const hourLimit = 2 ** 31;

/** The number of a metric in a blob: its `id` in `core/metric.ts`, below 8. */
export function numberOfMetric(metric: CounterMetric): number {
  return numbers.get(metric) as number;
}

/** The metric of a number below 8; undefined if there is none. */
export function metricOfNumber(number: number): CounterMetric | undefined {
  return byNumber[number];
}

/** The metrics that have a channel and a member. */
export type MemberMetric = 'msg' | 'voice';

/** Whether a metric has a channel and a member. */
export function hasMember(metric: CounterMetric): metric is MemberMetric {
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
