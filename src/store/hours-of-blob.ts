import { encodeColumns, readColumns } from '../core/columns.ts';
import type { Counter } from '../core/counter.ts';
import type { Hour, HourRange } from '../core/time.ts';

/** The counters of each hour of a column blob as a blob of their own, ascending. Throws `CorruptColumns`. */
export function splitByHour(blob: Uint8Array): { readonly hour: Hour; readonly columns: Uint8Array }[] {
  const hours = new Map<Hour, Counter[]>();
  readColumns(blob, (hour, event, channel, member, amount) => {
    const counters = hours.get(hour) ?? [];
    counters.push({ hour, event, channel, member, amount });
    hours.set(hour, counters);
  });
  return [...hours].map(([hour, counters]) => ({ hour, columns: encodeColumns(counters) }));
}

/** The counters of a column blob that lie in a range, as a blob. Throws `CorruptColumns`. */
export function columnsWithin(blob: Uint8Array, range: HourRange): Uint8Array {
  const counters: Counter[] = [];
  readColumns(blob, (hour, event, channel, member, amount) => {
    if (hour >= range.from && hour < range.to) counters.push({ hour, event, channel, member, amount });
  });
  return encodeColumns(counters);
}
