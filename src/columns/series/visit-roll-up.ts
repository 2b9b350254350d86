import type { CounterMetric } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import { ColumnCursor } from '../blob/column-cursor.ts';
import type { CounterList } from '../blob/counter-list.ts';

/**
 * Calls `visit` for everything in a roll-up of a day, as `visitHours` does for its counters together. The messages and
 * voice of the whole day come in its first hour, the voice in milliseconds, in whole seconds. Yields the number of
 * counters after each call.
 *
 * @throws {CorruptColumns} when it cannot be read.
 */
export function* visitRollUp(
  rollUp: Uint8Array,
  list: CounterList,
  visit: (hour: Hour, metric: CounterMetric) => void,
): Generator<number> {
  const cursor = new ColumnCursor(rollUp);
  while (cursor.next()) {
    list.clear();
    cursor.decode(list);
    if (cursor.metric === 'voice') inMilliseconds(list);
    visit(cursor.hour, cursor.metric);
    yield list.length;
  }
}

/**
 * As {@link visitRollUp}, without what has no members.
 *
 * @throws {CorruptColumns} when it cannot be read.
 */
export function readRollUpMembers(
  rollUp: Uint8Array,
  list: CounterList,
  visit: (hour: Hour, metric: 'msg' | 'voice') => void,
): void {
  const steps = visitRollUp(rollUp, list, (hour, metric) => {
    if (metric === 'msg' || metric === 'voice') visit(hour, metric);
  });
  while (!steps.next().done);
}

function inMilliseconds({ amounts, length }: CounterList): void {
  for (let index = 0; index < length; index += 1) amounts[index] = (amounts[index] as number) * 1000;
}
