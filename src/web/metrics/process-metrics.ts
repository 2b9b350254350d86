import { Counter, Gauge, Registry } from 'prom-client';
import type { Lag, LoopLag } from './loop-lag.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';

/** One connection to Discord's gateway. */
export interface MeteredShard {
  readonly shardId: number;
  readonly isConnected: boolean;
  /** How often it was connected anew since the process began. */
  readonly reconnects: number;
}

/** What of Discord's was not understood, and how often since the process began. */
export interface MeteredRefusal {
  readonly event: string;
  readonly field: string;
  readonly times: number;
}

/** How Census is at this moment. */
export interface ProcessState {
  /** The lanes of this process, each with a shard of its number. */
  readonly lanes: readonly number[];
  /** Empty before the gateway is joined. */
  readonly shards: readonly MeteredShard[];
  readonly refusals: readonly MeteredRefusal[];
  /** The disk refused the last that a lane had to write, or the journal cannot be copied. */
  readonly isDiskRefusing: boolean;
  /** From 0 to 1: how full the memory is in which events wait for their month to be opened, in the fullest lane. */
  readonly backlogShare: number;
  /** In some lane a month is closing, and the next one is not open yet. */
  readonly isMonthClosing: boolean;
  /** How long the month that is still open is over, in the lane that is furthest behind; 0 while all run. */
  readonly monthOverdueMs: number;
  /** Of the oldest salt of any lane; null where there is none. */
  readonly saltAgeMs: number | null;
  /** The ceiling of active members in 30 days; null where there is none. */
  readonly mauMax: number | null;
}

export interface ProcessMetricsDeps {
  readonly version: string;
  /** Invocation for at every scrape. */
  readonly state: () => ProcessState;
  readonly runtimeMetrics: Pick<RuntimeMetrics, 'durations' | 'sinceCommitMs'>;
  readonly loopLag: Pick<LoopLag, 'take'>;
}

/** The metrics of Census itself, not of its guilds, in a registry of its own. */
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
      help: 'Which version of Census runs on which Node.js; always 1.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: deps.version, node: process.version }, 1);
    for (const duration of Object.values(deps.runtimeMetrics.durations)) this.#registry.registerMetric(duration);
    this.#gauges = gauges.map(({ name, help, read }) => [new Gauge({ name, help, registers }), read]);
    this.#cpu = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'Time of the processor that was used, including what the system did for Census.',
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
      help: 'How often the shard was connected to Discord anew since the process began.',
      labelNames: ['shard'],
      registers,
    });
    this.#refused = new Counter({
      name: 'census_dispatches_refused_total',
      help: 'How often something that Discord sent was left out because this field was not as Discord documents it.',
      labelNames: ['event', 'field'],
      registers,
    });
  }

  /** Which version of the format {@link text} is in, for the header of that name. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of them, as they are now, in Prometheus' text format. */
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

/** What has no labels. Where `read` gives null there is nothing to tell. */
const gauges: readonly { name: string; help: string; read: (reading: Reading) => number | null }[] = [
  {
    name: 'census_store_writable',
    help: '1 while the disk takes what is written, 0 while it refuses.',
    read: ({ isDiskRefusing }) => Number(!isDiskRefusing),
  },
  {
    name: 'census_last_commit_age_seconds',
    help: 'Time since counters were last made durable, by this process or since it began; of the shard that waits for longest.',
    read: ({ sinceCommitMs }) => sinceCommitMs / 1000,
  },
  {
    name: 'census_backlog_ratio',
    help: 'How full the memory is in which events wait for their month to be opened, 0 to 1; of the fullest shard.',
    read: ({ backlogShare }) => backlogShare,
  },
  {
    name: 'census_in_rotation',
    help: '1 while a month is closing for any shard, else 0.',
    read: ({ isMonthClosing }) => Number(isMonthClosing),
  },
  {
    name: 'census_month_overdue_seconds',
    help: 'For how long the open month is over; 0 while it runs. Of the shard that is furthest behind.',
    read: ({ monthOverdueMs }) => monthOverdueMs / 1000,
  },
  {
    name: 'census_salt_age_seconds',
    help: 'Time since the salt of the open month was drawn; the oldest of all shards.',
    read: ({ saltAgeMs }) => (saltAgeMs === null ? null : saltAgeMs / 1000),
  },
  {
    name: 'census_ceiling_members',
    help: 'MAU_MAX: a guild in which more members than this are active in 30 days is told of it.',
    read: ({ mauMax }) => mauMax,
  },
  {
    name: 'census_event_loop_lag_p50_seconds',
    help: 'Since the last scrape, half of all timers ran later than they were due by more than this.',
    read: ({ lag }) => lag.p50,
  },
  {
    name: 'census_event_loop_lag_p99_seconds',
    help: 'Since the last scrape, one of 100 timers ran later than it was due by more than this.',
    read: ({ lag }) => lag.p99,
  },
  {
    name: 'census_event_loop_lag_max_seconds',
    help: 'How long the event loop was held at the longest since the last scrape.',
    read: ({ lag }) => lag.max,
  },
  {
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'process_start_time_seconds',
    help: 'When the process began, in seconds since the Unix epoch.',
    read: () => performance.timeOrigin / 1000,
  },
];

/** Counted elsewhere; the library's counters can only be added to. */
function become<Label extends string>(counter: Counter<Label>, labels: Partial<Record<Label, string>>, value: number) {
  counter.remove(labels);
  counter.inc(labels, value);
}
