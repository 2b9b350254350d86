import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnTotals } from '../../src/columns/column-totals.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import type { CounterMetric } from '../../src/core/metric.ts';
import { someCounters } from './some-counters.ts';

it('sums the counters of a blob by metric, without headcounts', () => {
  fc.assert(
    fc.property(someCounters(), (counters) => {
      const sumOf = (metric: CounterMetric) =>
        counters.filter((counter) => counter.metric === metric).reduce((sum, { amount }) => sum + amount, 0);
      expect(columnTotals(encodeColumns(counters))).toEqual({
        messages: sumOf('msg'),
        voiceMs: sumOf('voice'),
        joins: sumOf('join'),
        parts: sumOf('part'),
      });
    }),
  );
});
