import { encodeColumns } from '../../src/columns/columns.ts';
import type { Counter } from '../../src/core/counter.ts';

/** The roll-up of the counters of one day, which are added up: each member's sums in channel 1, voice in seconds. */
export function naiveRollUp(counters: readonly Counter[]): Uint8Array {
  const day = Math.floor((counters[0]?.hour ?? 0) / 24);
  return encodeColumns(
    counters.map((counter) => {
      const { metric, amount } = counter;
      if (metric !== 'msg' && metric !== 'voice') return counter;
      const inUnit = metric === 'voice' ? Math.floor(amount / 1000) : amount;
      return { ...counter, hour: day * 24, channel: 1, amount: inUnit };
    }),
  );
}

/** Counters by their day, ascending. */
export function byDay(counters: readonly Counter[]): readonly (readonly Counter[])[] {
  const dayOf = ({ hour }: Counter) => Math.floor(hour / 24);
  const days = [...new Set(counters.map(dayOf))].sort((one, other) => one - other);
  return days.map((day) => counters.filter((counter) => dayOf(counter) === day));
}
