import { readColumns } from '../../src/columns/columns.ts';
import type { Counter } from '../../src/core/counter.ts';

/** The counters of a column blob, in its order. */
export function countersIn(blob: Uint8Array): Counter[] {
  const counters: Counter[] = [];
  readColumns(blob, (hour, metric, channel, member, amount) => {
    counters.push({ hour, metric, channel, member, amount });
  });
  return counters;
}
