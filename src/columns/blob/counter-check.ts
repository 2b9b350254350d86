import { type ChannelNumber, type Counter, type MemberNumber, none } from '../../core/counter.ts';
import { type CounterMetric, counterMetrics } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import { channelLimit, hasMember, hourLimit, memberLimit } from './column-layout.ts';
import type { CounterList } from './counter-list.ts';

/** No amount is this great or greater: beyond it not every whole number has a double of its own. */
const amountLimit = 2 ** 53;

/**
 * Refuses what a column blob has no room for. An amount of 0 passes: what counts nothing is not written.
 *
 * @throws {RangeError} for a number that is negative, broken or too great, a metric that is not known, a `msg` or `voice`
 * without a channel, and any other metric with a channel or a member.
 */
export function checkCounter(
  hour: Hour,
  metric: CounterMetric,
  channel: ChannelNumber,
  member: MemberNumber,
  amount: number,
): void {
  if (isPlace(hour, metric, channel) && isMember(metric, member) && isWhole(amount, amountLimit)) return;
  throw notCounters(hour, metric, channel);
}

/** {@link checkCounter} for a counter in one piece; gives it back. */
export function checkedCounter(counter: Counter): Counter {
  checkCounter(counter.hour, counter.metric, counter.channel, counter.member, counter.amount);
  return counter;
}

/**
 * The same for a run that is about to be written, and what a run needs besides: members that ascend, and amounts of 1 or
 * more (that of `total_users` may be 0).
 *
 * @throws {RangeError}
 */
export function checkRun(hour: Hour, metric: CounterMetric, channel: ChannelNumber, list: CounterList): void {
  const { members, amounts, length } = list;
  const fewest = metric === 'total_users' ? 0 : 1;
  let isRun = isPlace(hour, metric, channel) && length > 0 && (hasMember(metric) || length === 1);
  let previous = -1;
  for (let index = 0; isRun && index < length; index += 1) {
    const member = members[index] as number;
    const amount = amounts[index] as number;
    isRun = member > previous && isMember(metric, member) && amount >= fewest && isWhole(amount, amountLimit);
    previous = member;
  }
  if (!isRun) throw notCounters(hour, metric, channel);
}

function isPlace(hour: Hour, metric: CounterMetric, channel: ChannelNumber): boolean {
  return (
    counterMetrics.includes(metric) &&
    isWhole(hour, hourLimit) &&
    (hasMember(metric) ? channel !== none && isWhole(channel, channelLimit) : channel === none)
  );
}

function isMember(metric: CounterMetric, member: MemberNumber): boolean {
  return hasMember(metric) ? isWhole(member, memberLimit) : member === none;
}

function isWhole(value: number, limit: number): boolean {
  return value >= 0 && value < limit && Math.floor(value) === value;
}

/** Says where they would have stood, and neither whose they are nor how many. */
function notCounters(hour: Hour, metric: CounterMetric, channel: ChannelNumber): RangeError {
  return new RangeError(`not a counter: ${metric} with channel ${channel} in hour ${hour}, or its member or amount`);
}
