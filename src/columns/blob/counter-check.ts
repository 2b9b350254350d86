import { type ChannelNumber, type Counter, type MemberNumber, none } from '../../core/counter.ts';
import { type CounterMetric, counterMetrics } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import { channelLimit, hasMember, hourLimit, memberLimit } from './column-layout.ts';
import type { CounterList } from './counter-list.ts';

/** The exclusive upper bound of amounts. Above it, a double cannot represent every integer. */
const amountLimit = 2 ** 53;

/**
 * Refuses what a column blob cannot represent. An amount of 0 passes, because it is never written.
 *
 * @throws {RangeError} for a negative, fractional or too great number, an unknown metric, `msg` or `voice` without a
 * channel, or any other metric with a channel or member.
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

/** {@link checkCounter} for a counter object, which it returns. */
export function checkedCounter(counter: Counter): Counter {
  checkCounter(counter.hour, counter.metric, counter.channel, counter.member, counter.amount);
  return counter;
}

/**
 * The same for a run before it is written. Its members must ascend, and its amounts be 1 or more (`total_users` 0 or
 * more).
 *
 * @throws {RangeError} for an invalid run.
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

/** The message has the place of the counters, but no member and no amount. */
function notCounters(hour: Hour, metric: CounterMetric, channel: ChannelNumber): RangeError {
  return new RangeError(`not a counter: ${metric} with channel ${channel} in hour ${hour}, or its member or amount`);
}
