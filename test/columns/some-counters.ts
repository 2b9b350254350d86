import fc from 'fast-check';
import type { Counter } from '../../src/core/counter.ts';
import { type CounterMetric, counterMetrics } from '../../src/core/metric.ts';
import { hoursOfMonth } from '../../src/core/time.ts';

/** March 2018. */
export const month = 2018 * 12 + 2;
export const monthHours = hoursOfMonth(month);

/** Counters of one guild in March 2018, in any order. Members and channels are few, so that many counters coincide. */
export function someCounters({ members = 40, maxLength = 200 } = {}): fc.Arbitrary<Counter[]> {
  return fc.array(aCounter(members), { maxLength });
}

function aCounter(members: number): fc.Arbitrary<Counter> {
  const anyHour = fc.oneof(
    fc.integer({ min: monthHours.from, max: monthHours.from + 30 }),
    fc.integer({ min: monthHours.from, max: monthHours.to - 1 }),
  );
  const anyChannel = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 200_000 }) },
  );
  const anyMember = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: members - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 20 - 1 }) },
  );
  const anyAmount = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3_600_000 }));
  return fc
    .record({
      hour: anyHour,
      metric: fc.constantFrom(...counterMetrics, 'msg', 'voice'),
      channel: anyChannel,
      member: anyMember,
      amount: anyAmount,
    })
    .map((counter) => {
      return counter.metric === 'msg' || counter.metric === 'voice' ? counter : { ...counter, channel: 0, member: 0 };
    });
}

/**
 * The expected result: amounts, ascending by hour, metric, channel and member, with the last headcount of each hour.
 */
export function naiveSums(counters: Iterable<Counter>): Counter[] {
  const sums = new Map<string, Counter>();
  for (const counter of counters) {
    const { hour, metric, channel, member, amount } = counter;
    if (amount === 0 && metric !== 'total_users') continue;
    const key = `${hour} ${metric} ${channel} ${member}`;
    const before = metric === 'total_users' ? 0 : (sums.get(key)?.amount ?? 0);
    sums.set(key, { ...counter, amount: before + amount });
  }
  return [...sums.values()].sort(
    (a, b) =>
      a.hour - b.hour ||
      inOrder.indexOf(a.metric) - inOrder.indexOf(b.metric) ||
      a.channel - b.channel ||
      a.member - b.member,
  );
}

/** Ascending by id. */
const inOrder: readonly CounterMetric[] = ['msg', 'voice', 'join', 'part', 'total_users'];
