import { hiddenKey } from '../columns/tabulation.ts';
import { type Channel, type ChannelView, seesAllChannels } from '../core/channel.ts';
import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/errors.ts';
import type { ReportRow, ReportType } from '../core/report.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hoursOfMonth, monthName, monthsOfRange } from '../core/time.ts';
import type { StoreReader } from '../store/store-reader.ts';
import { channelLabels } from './channel-labels.ts';
import { hiddenNumbers } from './hidden-channels.ts';
import { deletedCounters, prunedMonths } from './pruned-months.ts';
import { type RangeFacts, rangeFacts } from './range-facts.ts';
import { readAround } from './readable-counters.ts';
import { reportRows } from './report-rows.ts';
import { type Tabulator, TabulatorInTurns } from './tabulator/tabulator.ts';

/** The part of the store that a reporter needs. */
export type ReporterStore = Pick<
  StoreReader,
  'readCounters' | 'channels' | 'guild' | 'gaps' | 'months' | 'prunedMonths'
>;

export interface ReportRequest {
  readonly guildId: Snowflake;
  readonly type: ReportType;
  /**
   * Only this channel's messages and voice; null for all channels. Total users, joins and parts are always the guild's.
   */
  readonly channel: Channel | null;
  readonly range: HourRange;
  /** The channels that may have a row of their own; by default all. The others share one row. */
  readonly view?: ChannelView;
  /** The label of that row. */
  readonly hiddenLabel?: string;
  /** Receives the share of the work done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface Report extends RangeFacts {
  readonly type: ReportType;
  readonly channel: Channel | null;
  readonly range: HourRange;
  readonly rows: readonly ReportRow[];
}

/** Makes reports from the counters in the store. */
export class Reporter {
  readonly #store: ReporterStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #tabulator: Tabulator;
  readonly #onReported: ((type: ReportType, tookMs: number) => void) | undefined;

  /** @param onReported Called for every report, with its duration in milliseconds. */
  constructor(
    store: ReporterStore,
    clock: Pick<Clock, 'now'>,
    tabulator: Tabulator = new TabulatorInTurns(),
    onReported?: (type: ReportType, tookMs: number) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#tabulator = tabulator;
    this.#onReported = onReported;
  }

  /**
   * Makes a report without blocking the event loop for long.
   *
   * @throws {UserError} for a range across months, and for one whose counters were deleted unless the report was kept.
   */
  async report(request: ReportRequest): Promise<Report> {
    const { guildId, type, channel, range } = request;
    const startedMs = performance.now();
    if (monthsOfRange(range).length > 1) {
      throw new UserError('A report covers days of one month, because members have different tokens in the next.');
    }
    const { found: counted, unreadable } = await readAround(this.#store, (source) => this.#tabulate(request, source));
    // Read after the counters, which may have been deleted meanwhile.
    const kept = await this.#keptRows(request);
    const facts = await rangeFacts(this.#store, this.#clock, guildId, range, unreadable);
    this.#onReported?.(type, performance.now() - startedMs);
    return { type, channel, range, rows: kept ?? counted, ...facts };
  }

  async #tabulate(
    { guildId, type, channel, range, view = seesAllChannels, hiddenLabel = '', onProgress }: ReportRequest,
    source: Pick<StoreReader, 'readCounters'>,
  ): Promise<readonly ReportRow[]> {
    const channels = await this.#store.channels(guildId);
    const labels = channelLabels(channels.filter(view));
    const found = await this.#tabulator.tabulate(
      { type, range, channel: channel === null ? null : channel.number, hidden: hiddenNumbers(channels, view) },
      source.readCounters(guildId, range),
      (share) => onProgress?.(share),
    );
    return reportRows(type, found, (number) =>
      number === hiddenKey ? hiddenLabel : (labels.get(number) ?? `#${number}`),
    );
  }

  /** What is kept of a month whose counters were deleted; null if they were not. */
  async #keptRows({ guildId, type, channel, range }: ReportRequest): Promise<readonly ReportRow[] | null> {
    const [totals] = await prunedMonths(this.#store, guildId, range);
    if (totals === undefined) return null;
    const { month, row } = totals;
    if (row === null) throw new UserError(`What was kept of ${monthName(month)} is unreadable.`);
    const { from, to } = hoursOfMonth(month);
    if (type === 'full' && channel === null && range.from === from && range.to === to) return [row];
    throw new UserError(
      `Expected \`full all\` of a whole month, because ${deletedCounters([month])} and no more is kept of it.`,
    );
  }
}
