import { Counter, Gauge, Registry } from 'prom-client';
import type { Lag, LoopLag } from './loop-lag.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';

/** One connection to Discord's gateway. */
export interface MeteredShard {
  readonly shardId: number;
  readonly isConnected: boolean;
  /** How often it was reconnected since the process started. */
  readonly reconnects: number;
}

/** A field of Discord's events that was refused, and how often since the process started. */
export interface MeteredRefusal {
  readonly event: string;
  readonly field: string;
  readonly times: number;
}

/** The current state of Census. */
export interface ProcessState {
  /** The lanes of this process. Each has the shard of its number. */
  readonly lanes: readonly number[];
  /** Empty before the gateway is connected. */
  readonly shards: readonly MeteredShard[];
  readonly refusals: readonly MeteredRefusal[];
  /** The disk refused the last write of a lane, or the journal cannot be copied. */
  readonly isDiskRefusing: boolean;
  /** How full the memory is in which events wait for their month to open, 0 to 1, in the fullest lane. */
  readonly backlogShare: number;
  /** A month is closing in some lane, and the next one is not open yet. */
  readonly isMonthClosing: boolean;
  /** How long ago the open month ended, in the lane that is furthest behind; 0 while all months run. */
  readonly monthOverdueMs: number;
  /** The age of the oldest salt of any lane; null if there is none. */
  readonly saltAgeMs: number | null;
  /** The limit of active members in 30 days; null for none. */
  readonly mauMax: number | null;
}

export interface ProcessMetricsDeps {
  readonly version: string;
  /** Called at every scrape. */
  readonly state: () => ProcessState;
  readonly runtimeMetrics: Pick<RuntimeMetrics, 'durations' | 'sinceCommitMs'>;
  readonly loopLag: Pick<LoopLag, 'take'>;
}

/** The metrics of Census itself, not of its guilds, in their own registry. */
export class ProcessMetrics {
  readonly #deps: ProcessMetricsDeps;
  readonly #registry = new Registry();
  readonly #gauges: readonly (readonly [Gauge, (reading: Reading) => number | null])[];
  readonly #cpu: Counter;
  readonly #connected: Gauge<'shard'>;
  readonly #reconnects: Counter<'shard'>;
  readonly #refused: Counter<'event' | 'field'>;

  constructor(deps: ProcessMetricsDeps) {
    this.#deps = deps;
    const registers = [this.#registry];
    new Gauge({
      name: 'census_build_info',
      help: 'The version of Census and of Node.js; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: deps.version, node: process.version }, 1);
    for (const duration of Object.values(deps.runtimeMetrics.durations)) this.#registry.registerMetric(duration);
    this.#gauges = gauges.map(({ name, help, read }) => [new Gauge({ name, help, registers }), read]);
    this.#cpu = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'Processor time used, including the time of the operating system for Census.',
      registers,
    });
    this.#connected = new Gauge({
      name: 'census_gateway_connected',
      help: '1 while the shard is connected to Discord, else 0.',
      labelNames: ['shard'],
      registers,
    });
    this.#reconnects = new Counter({
      name: 'census_gateway_reconnects_total',
      help: 'How often the shard was reconnected to Discord since the process started.',
      labelNames: ['shard'],
      registers,
    });
    this.#refused = new Counter({
      name: 'census_dispatches_refused_total',
      help: 'How often something from Discord was left out because this field was not as Discord documents it.',
      labelNames: ['event', 'field'],
      registers,
    });
  }

  /** The content type of {@link text}, with the version of its format. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** The current values of all of them, in Prometheus' text format. */
  text(): Promise<string> {
    const { state, runtimeMetrics, loopLag } = this.#deps;
    const reading = { ...state(), sinceCommitMs: runtimeMetrics.sinceCommitMs, lag: loopLag.take() };
    for (const [gauge, read] of this.#gauges) {
      const value = read(reading);
      if (value === null) gauge.remove();
      else gauge.set(value);
    }
    const { user, system } = process.cpuUsage();
    become(this.#cpu, {}, (user + system) / 1e6);
    for (const { shardId, isConnected, reconnects } of reading.shards) {
      const labels = { shard: String(shardId) };
      this.#connected.set(labels, Number(isConnected));
      become(this.#reconnects, labels, reconnects);
    }
    for (const { event, field, times } of reading.refusals) become(this.#refused, { event, field }, times);
    return this.#registry.metrics();
  }
}

type Reading = ProcessState & { readonly sinceCommitMs: number; readonly lag: Lag };

/** The metrics without labels. If `read` returns null, the metric is left out. */
const gauges: readonly { name: string; help: string; read: (reading: Reading) => number | null }[] = [
  {
    name: 'census_store_writable',
    help: '1 while the disk accepts writes, 0 while it refuses them.',
    read: ({ isDiskRefusing }) => Number(!isDiskRefusing),
  },
  {
    name: 'census_last_commit_age_seconds',
    help: 'Time since counters were last made durable, or since the start; of the shard that has waited longest.',
    read: ({ sinceCommitMs }) => sinceCommitMs / 1000,
  },
  {
    name: 'census_backlog_ratio',
    help: 'How full the memory is in which events wait for their month to open, 0 to 1; of the fullest shard.',
    read: ({ backlogShare }) => backlogShare,
  },
  {
    name: 'census_in_rotation',
    help: '1 while a month is closing for any shard, else 0.',
    read: ({ isMonthClosing }) => Number(isMonthClosing),
  },
  {
    name: 'census_month_overdue_seconds',
    help: 'How long ago the open month ended; 0 while it runs. Of the shard that is furthest behind.',
    read: ({ monthOverdueMs }) => monthOverdueMs / 1000,
  },
  {
    name: 'census_salt_age_seconds',
    help: 'Time since the salt of the open month was drawn; the oldest of all shards.',
    read: ({ saltAgeMs }) => (saltAgeMs === null ? null : saltAgeMs / 1000),
  },
  {
    name: 'census_ceiling_members',
    help: 'MAU_MAX: a guild with more active members in 30 days gets a notice.',
    read: ({ mauMax }) => mauMax,
  },
  {
    name: 'census_event_loop_lag_p50_seconds',
    help: 'The median delay of timers since the last scrape.',
    read: ({ lag }) => lag.p50,
  },
  {
    name: 'census_event_loop_lag_p99_seconds',
    help: 'The 99th percentile of the delay of timers since the last scrape.',
    read: ({ lag }) => lag.p99,
  },
  {
    name: 'census_event_loop_lag_max_seconds',
    help: 'The longest time that the event loop was blocked since the last scrape.',
    read: ({ lag }) => lag.max,
  },
  {
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since the Unix epoch.',
    read: () => performance.timeOrigin / 1000,
  },
];

/** The value is counted elsewhere, and the library's counters can only be added to. */
function become<Label extends string>(counter: Counter<Label>, labels: Partial<Record<Label, string>>, value: number) {
  counter.remove(labels);
  counter.inc(labels, value);
}
