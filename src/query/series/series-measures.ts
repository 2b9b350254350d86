import type { SpanTotals } from '../../columns/series/span-tabulation.ts';
import type { CounterMetric } from '../../core/metric.ts';

/** The columns of a series, in order. */
export const seriesMeasures = [
  'messages',
  /** People who wrote. */
  'activeUsers',
  /** People who wrote, or talked for a second. */
  'people',
  'voiceSeconds',
  'voiceUsers',
  'joins',
  'parts',
  /** The members at the end of the period. */
  'totalUsers',
  /** The share of the period's passed hours that was observed. */
  'observedShare',
] as const;

export type SeriesMeasure = (typeof seriesMeasures)[number];

/** The columns that are counted. */
export type CountedMeasure = Exclude<SeriesMeasure, 'observedShare'>;

/** What a column is computed from. */
interface Source {
  readonly metrics: readonly CounterMetric[];
  readonly field: Exclude<keyof SpanTotals, 'hours'>;
  /** `people` cannot be added up. */
  readonly kind: 'sum' | 'people' | 'last';
  /** It belongs to the whole guild and to no channel. */
  readonly isOfGuild: boolean;
}

export const sources: Readonly<Record<CountedMeasure, Source>> = {
  messages: { metrics: ['msg'], field: 'messages', kind: 'sum', isOfGuild: false },
  activeUsers: { metrics: ['msg'], field: 'wrote', kind: 'people', isOfGuild: false },
  people: { metrics: ['msg', 'voice'], field: 'active', kind: 'people', isOfGuild: false },
  voiceSeconds: { metrics: ['voice'], field: 'voiceSeconds', kind: 'sum', isOfGuild: false },
  voiceUsers: { metrics: ['voice'], field: 'talked', kind: 'people', isOfGuild: false },
  joins: { metrics: ['join'], field: 'joins', kind: 'sum', isOfGuild: true },
  parts: { metrics: ['part'], field: 'parts', kind: 'sum', isOfGuild: true },
  totalUsers: { metrics: ['total_users'], field: 'headcount', kind: 'last', isOfGuild: true },
};

export const countedMeasures = Object.keys(sources) as readonly CountedMeasure[];
