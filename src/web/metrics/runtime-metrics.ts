import { Histogram } from 'prom-client';
import { type ColumnTotals, columnTotals } from '../../columns/column-totals.ts';
import { inSlices } from '../../core/async/event-loop.ts';
import { SerialQueue } from '../../core/async/serial-queue.ts';
import type { ReportType } from '../../core/report.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Batch } from '../../store/batch.ts';
import { RecentGaps } from './recent-gaps.ts';

export interface WorkDoneDeps {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds since any instant. They never go back. */
  readonly elapsedMs: () => number;
  /** A batch could not be added up, so its counters are missing from the metrics. */
  readonly onFailure: (error: unknown) => void;
}

/** What this process has done since it started, for the metrics. It knows guilds, but no members. */
export class RuntimeMetrics {
  readonly recentGaps = new RecentGaps();
  /** In no registry: the server of the metrics adds them to its own. */
  readonly durations = {
    flush: new Histogram({
      name: 'census_flush_duration_seconds',
      help: 'Time to make a batch of counters durable.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [],
    }),
    report: new Histogram({
      name: 'census_report_duration_seconds',
      help: 'Time to make a report of this type from the counters.',
      labelNames: ['type'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [],
    }),
  };
  readonly #deps: WorkDoneDeps;
  readonly #totals = new Map<Snowflake, ColumnTotals>();
  /** When each lane last committed, or else when its first commit was expected. */
  readonly #committedAtMs = new Map<number, number>();
  readonly #added = new SerialQueue();

  constructor(deps: WorkDoneDeps) {
    this.#deps = deps;
  }

  /**
   * Expects the commits of a lane from now on. Returns the function to call when a batch has become durable, with the
   * milliseconds that took.
   */
  commitsOf(lane: number): (batch: Pick<Batch, 'deltas' | 'gaps'>, tookMs: number) => void {
    const note = () => this.#committedAtMs.set(lane, this.#deps.elapsedMs());
    note();
    return (batch, tookMs) => {
      note();
      this.durations.flush.observe(tookMs / 1000);
      this.#added.run(() => this.#add(batch)).catch(this.#deps.onFailure);
    };
  }

  /** A report was made, in `tookMs` milliseconds. */
  readonly reported = (type: ReportType, tookMs: number): void => {
    this.durations.report.observe({ type }, tookMs / 1000);
  };

  /** Resolves once all committed batches are added up. */
  get settled(): Promise<void> {
    return this.#added.settled;
  }

  /** The durable counters of a guild, as far as they are added up. */
  totals(guildId: Snowflake): ColumnTotals {
    return this.#totals.get(guildId) ?? nothing;
  }

  /**
   * Milliseconds since the last commit of the lane that has waited longest for one; of a lane that never committed,
   * since the first one was expected.
   */
  get sinceCommitMs(): number {
    const nowMs = this.#deps.elapsedMs();
    return nowMs - Math.min(nowMs, ...this.#committedAtMs.values());
  }

  /** Removes all guilds but these. */
  retain(guildIds: ReadonlySet<Snowflake>): void {
    for (const guildId of this.#totals.keys()) if (!guildIds.has(guildId)) this.#totals.delete(guildId);
    this.recentGaps.retain(guildIds);
  }

  /** A batch of ten thousand guilds takes 50 ms, so it is sliced to let the event loop turn. */
  async #add({ deltas, gaps }: Pick<Batch, 'deltas' | 'gaps'>): Promise<void> {
    await inSlices(deltas, itemsPerTurn, ({ guildId, columns }) => {
      this.#totals.set(guildId, sum(this.totals(guildId), columnTotals(columns)));
    });
    await inSlices(gaps, itemsPerTurn, (gap) => this.recentGaps.add([gap], this.#deps.now()));
  }
}

const itemsPerTurn = 500;

const nothing: ColumnTotals = { messages: 0, voiceMs: 0, joins: 0, parts: 0 };

function sum(a: ColumnTotals, b: ColumnTotals): ColumnTotals {
  return {
    messages: a.messages + b.messages,
    voiceMs: a.voiceMs + b.voiceMs,
    joins: a.joins + b.joins,
    parts: a.parts + b.parts,
  };
}
