import type { CounterMetric } from '../../core/metric.ts';
import { ColumnCursor } from '../blob/column-cursor.ts';

/**
 * The metrics that have counters in a blob, found without decoding it.
 *
 * @throws {CorruptColumns} when a blob cannot be read.
 */
export function metricsIn(blob: Uint8Array): ReadonlySet<CounterMetric> {
  const found = new Set<CounterMetric>();
  const cursor = new ColumnCursor(blob);
  while (cursor.next()) {
    found.add(cursor.metric);
    cursor.skipGroup();
  }
  return found;
}
