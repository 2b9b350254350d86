/**
 * What Census counts, one row a metric. A metric of scope `member` is a counter in the columns; so are `join`, `part` and
 * `total_users`, which the export shows beside them. Every other metric is a {@link Total}: a number without a member.
 *
 * To count something new, add a row here, a line in a listener that calls `Totals.add`, and a label in `render/`.
 */
export const metrics = [
  { id: 1, name: 'msg', scope: 'member', unit: 'messages', grain: 'hour', fold: 'sum', keep: 'counters' },
  { id: 2, name: 'voice', scope: 'member', unit: 'milliseconds', grain: 'hour', fold: 'sum', keep: 'counters' },
  { id: 3, name: 'join', scope: 'guild', unit: 'times', grain: 'hour', fold: 'sum', keep: 'counters' },
  { id: 4, name: 'part', scope: 'guild', unit: 'times', grain: 'hour', fold: 'sum', keep: 'counters' },
  { id: 5, name: 'total_users', scope: 'guild', unit: 'people', grain: 'hour', fold: 'last', keep: 'counters' },

  { id: 16, name: 'tenure', scope: 'guild', unit: 'people', grain: 'day', fold: 'sum', keep: 'always' },
  { id: 17, name: 'joiners', scope: 'guild', unit: 'people', grain: 'day', fold: 'sum', keep: 'always' },
  { id: 18, name: 'device', scope: 'guild', unit: 'people', grain: 'month', fold: 'sum', keep: 'profiles' },
  { id: 19, name: 'language', scope: 'guild', unit: 'people', grain: 'month', fold: 'sum', keep: 'profiles' },
  { id: 20, name: 'app', scope: 'guild', unit: 'apps', grain: 'month', fold: 'sum', keep: 'profiles' },

  { id: 21, name: 'message_kind', scope: 'channel', unit: 'messages', grain: 'day', fold: 'sum', keep: 'counters' },
  { id: 22, name: 'attachment', scope: 'channel', unit: 'files', grain: 'day', fold: 'sum', keep: 'counters' },
  {
    id: 23,
    name: 'reaction',
    scope: 'guild',
    unit: 'reactions',
    grain: 'day',
    fold: 'sum',
    keep: 'always',
    mostKeys: 500,
  },
  { id: 24, name: 'reply_delay', scope: 'channel', unit: 'messages', grain: 'month', fold: 'sum', keep: 'counters' },
  { id: 25, name: 'voice_peak', scope: 'guild', unit: 'people', grain: 'day', fold: 'max', keep: 'always' },
  { id: 26, name: 'moderator_cover', scope: 'guild', unit: 'people', grain: 'month', fold: 'sum', keep: 'counters' },
  {
    id: 27,
    name: 'link_domain',
    scope: 'guild',
    unit: 'messages',
    grain: 'day',
    fold: 'sum',
    keep: 'always',
    mostKeys: 100,
  },
  { id: 28, name: 'online', scope: 'guild', unit: 'people', grain: 'hour', fold: 'last', keep: 'always' },
  { id: 29, name: 'removal', scope: 'guild', unit: 'times', grain: 'day', fold: 'sum', keep: 'always' },
  { id: 30, name: 'newcomer_way', scope: 'guild', unit: 'people', grain: 'month', fold: 'sum', keep: 'always' },
  { id: 31, name: 'cohort', scope: 'guild', unit: 'people', grain: 'month', fold: 'sum', keep: 'always' },
  { id: 32, name: 'regular_writer', scope: 'guild', unit: 'people', grain: 'month', fold: 'last', keep: 'always' },
  { id: 33, name: 'days_active', scope: 'guild', unit: 'people', grain: 'month', fold: 'last', keep: 'always' },
  { id: 34, name: 'top_tenth', scope: 'guild', unit: 'messages', grain: 'month', fold: 'last', keep: 'always' },
] as const satisfies readonly Metric[];

export interface Metric {
  /** The number at rest. It never changes and says nothing about an order; a counter's lies below 8, a total's from 16 up. */
  readonly id: number;
  /** The word in exports. */
  readonly name: string;
  /** What one number is about. */
  readonly scope: 'member' | 'channel' | 'guild';
  readonly unit: 'messages' | 'milliseconds' | 'times' | 'people' | 'apps' | 'files' | 'reactions';
  /** The span that one number is about, in UTC. */
  readonly grain: Grain;
  /** How two numbers of the same place and span become one: added, the greater one, or the later one. */
  readonly fold: 'sum' | 'max' | 'last';
  /** How long it is kept: for good, as long as the month's counters, or as long as `KEEP_VISITORS_MONTHS` says. */
  readonly keep: 'always' | 'counters' | 'profiles';
  /** How many keys a guild may have in a month. What has any other key is counted under {@link otherKey}. */
  readonly mostKeys?: number;
}

export type Grain = 'hour' | 'day' | 'month';

/** The key of all that has no key of its own. */
export const otherKey = 'other';

type AnyMetric = (typeof metrics)[number];

/** A metric that is counted in the columns. */
export type CounterMetric = Extract<AnyMetric, { id: 1 | 2 | 3 | 4 | 5 }>['name'];

/** A metric that is counted without a member. */
export type TotalMetric = Exclude<AnyMetric, { id: 1 | 2 | 3 | 4 | 5 }>['name'];

/** The counters' names, in the order of their bytes, which is the order of the export's rows. */
export const counterMetrics: readonly CounterMetric[] = metrics
  .filter(isCounter)
  .map(({ name }) => name)
  .sort();

/** The totals' names, ascending by their numbers. */
export const totalMetrics: readonly TotalMetric[] = metrics
  .filter((metric) => !isCounter(metric))
  .map(({ name }) => name as TotalMetric);

/** The row of a metric. */
export function metricOf(name: CounterMetric | TotalMetric): Metric {
  return rowsByName.get(name) as Metric;
}

/** The row of a number at rest; undefined for a number that is not in the table. */
export function metricWithId(id: number): (Metric & { readonly name: CounterMetric | TotalMetric }) | undefined {
  return rowsById.get(id);
}

const rowsByName: ReadonlyMap<string, Metric> = new Map(metrics.map((metric) => [metric.name, metric]));
const rowsById: ReadonlyMap<number, AnyMetric> = new Map(metrics.map((metric) => [metric.id, metric]));

function isCounter(metric: AnyMetric): metric is Extract<AnyMetric, { name: CounterMetric }> {
  return metric.id < 8;
}
