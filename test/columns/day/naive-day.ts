import type { DaySummary, Sums } from '../../../src/columns/day/day-summary.ts';
import type { Counter } from '../../../src/core/counter.ts';
import type { Day } from '../../../src/core/time.ts';
import { naiveSums } from '../some-counters.ts';

/** The summary of a day by its definition, counter by counter. */
export function naiveSummary(day: Day, counters: Iterable<Counter>): DaySummary {
  const ofDay = naiveSums(counters).filter(({ hour }) => Math.floor(hour / 24) === day);
  const flow = (some: readonly Counter[]) => ({
    joins: sumOf(some, 'join'),
    parts: sumOf(some, 'part'),
    headcount: some.findLast(({ metric }) => metric === 'total_users')?.amount ?? null,
  });
  const hours = [...new Set(ofDay.map(({ hour }) => hour))].sort((a, b) => a - b);
  const channels = [...new Set(ofDay.map(({ channel }) => channel))].sort((a, b) => a - b).filter((one) => one > 0);
  return {
    day,
    ...naive(ofDay),
    ...flow(ofDay),
    hours: hours.map((hour) => {
      const ofHour = ofDay.filter((counter) => counter.hour === hour);
      return { hour, ...naive(ofHour), ...flow(ofHour) };
    }),
    channels: channels.map((channel) => ({
      channel,
      ...naive(ofDay.filter((counter) => counter.channel === channel)),
    })),
  };
}

/** The counters of a day's roll-up by their definition. */
export function naiveRollUp(day: Day, counters: Iterable<Counter>): Counter[] {
  return naiveSums(
    naiveSums(counters)
      .filter(({ hour }) => Math.floor(hour / 24) === day)
      .map((counter) => {
        if (counter.channel === 0) return counter;
        const amount = counter.metric === 'voice' ? Math.floor(counter.amount / 1000) : counter.amount;
        return { ...counter, hour: day * 24, channel: 1, amount };
      }),
  );
}

function naive(counters: readonly Counter[]): Sums {
  const wrote = counters.filter(({ metric }) => metric === 'msg');
  const talked = counters.filter(({ metric, amount }) => metric === 'voice' && amount >= 1000);
  const different = (some: readonly Counter[]) => new Set(some.map(({ member }) => member)).size;
  return {
    people: different([...wrote, ...talked]),
    writers: different(wrote),
    talkers: different(talked),
    messages: sumOf(wrote, 'msg'),
    voiceSeconds: talked.reduce((sum, { amount }) => sum + Math.floor(amount / 1000), 0),
  };
}

function sumOf(counters: readonly Counter[], wanted: Counter['metric']): number {
  return counters.filter(({ metric }) => metric === wanted).reduce((sum, { amount }) => sum + amount, 0);
}
