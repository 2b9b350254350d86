import { type CounterMetric, counterMetrics, metricOf } from '../../core/metric.ts';

/** Counter metrics as one number: a bit for each, by its id. */
export function bitsOfMetrics(metrics: readonly CounterMetric[]): number {
  return metrics.reduce((bits, metric) => bits | bitOf(metric), 0);
}

/** The metrics of such a number, in the order of `counterMetrics`. */
export function metricsOfBits(bits: number): readonly CounterMetric[] {
  return counterMetrics.filter((metric) => (bits & bitOf(metric)) !== 0);
}

function bitOf(metric: CounterMetric): number {
  return 1 << metricOf(metric).id;
}
