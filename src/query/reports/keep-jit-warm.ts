import { ColumnCursor } from '../../columns/blob/column-cursor.ts';
import { encodeColumns } from '../../columns/columns.ts';
import { Tabulation } from '../../columns/tabulation.ts';

/**
 * Keeps one instance of each class that adds counters: when the last one goes, V8 drops its optimised code, and the next
 * report takes three times as long. Measured with a small month, after garbage collections.
 */
export function keepJitWarm(): readonly object[] {
  const blob = encodeColumns([{ hour: 0, metric: 'msg', channel: 1, member: 0, amount: 1 }]);
  const tabulation = new Tabulation({ type: 'full', channel: null, range: { from: 0, to: 1 } });
  tabulation.add([blob]);
  tabulation.advance();
  return [tabulation, new ColumnCursor(blob)];
}
