/**
 * Everything that Census counts, one row per metric. Metrics of scope `member` are counters in the columns; so are
 * `join`, `part` and `total_users`, which are exported with them. Every other metric is a {@link Total}: a number
 * without a member.
 *
 * To count something new in a guild, add a row here and a listener that records an event of it (see `GuildEvent`). The
 * collector, store, retention and erasure follow the table.
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
  /** The number in the store. It never changes and implies no order. Counters are below 8, totals from 16. */
  readonly id: number;
  /** The name in exports. */
  readonly name: string;
  /** What each number belongs to. */
  readonly scope: 'member' | 'channel' | 'guild';
  readonly unit: 'messages' | 'milliseconds' | 'times' | 'people' | 'apps' | 'files' | 'reactions';
  /** The time span of each number, in UTC. */
  readonly grain: Grain;
  /** How two numbers for the same key and span are combined: added, the greater one, or the later one. */
  readonly fold: 'sum' | 'max' | 'last';
  /** How long it is kept: forever, as long as the month's counters, or for `KEEP_VISITORS_MONTHS`. */
  readonly keep: 'always' | 'counters' | 'profiles';
  /** The limit on keys per guild and month. Further keys are counted under {@link otherKey}. */
  readonly mostKeys?: number;
}

export type Grain = 'hour' | 'day' | 'month';

/** The key for everything without its own key. */
export const otherKey = 'other';

type AnyMetric = (typeof metrics)[number];

/** A metric of counters, which are in the columns. */
export type CounterMetric = Extract<AnyMetric, { id: 1 | 2 | 3 | 4 | 5 }>['name'];

/** A metric of totals, which have no member. */
export type TotalMetric = Exclude<AnyMetric, { id: 1 | 2 | 3 | 4 | 5 }>['name'];

/** The counters' names, ascending by bytes. The rows of an export have this order. */
export const counterMetrics: readonly CounterMetric[] = metrics
  .filter(isCounter)
  .map(({ name }) => name)
  .sort();

/** The totals' names, ascending by id. */
export const totalMetrics: readonly TotalMetric[] = metrics
  .filter((metric) => !isCounter(metric))
  .map(({ name }) => name as TotalMetric);

/** The row of a metric. */
export function metricOf(name: CounterMetric | TotalMetric): Metric {
  return rowsByName.get(name) as Metric;
}

const rowsByName: ReadonlyMap<string, Metric> = new Map(metrics.map((metric) => [metric.name, metric]));

function isCounter(metric: AnyMetric): metric is Extract<AnyMetric, { name: CounterMetric }> {
  return metric.id < 8;
}
