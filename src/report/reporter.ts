import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Channel } from '../core/channel.ts';
import type { Clock } from '../core/clock.ts';
import type { ReportRow, ReportType } from '../core/report.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { Tabulation } from '../core/tabulation.ts';
import { type HourRange, hoursOfMonth, monthsOfRange } from '../core/time.ts';
import { UserError } from '../core/user-error.ts';
import type { Store } from '../store/store.ts';
import { channelLabels } from './channel-labels.ts';
import { deletedCounters, forgottenMonths } from './forgotten-months.ts';
import { type RangeFacts, rangeFacts } from './range-facts.ts';

/** What a reporter needs of the store. */
export type ReporterStore = Pick<Store, 'pieces' | 'channels' | 'guild' | 'gaps' | 'months' | 'totals'>;

export interface ReportRequest {
  readonly guildId: Snowflake;
  readonly type: ReportType;
  /** Count messages and voice of this channel only; null for all. Total users, joins and parts are the guild's. */
  readonly channel: Channel | null;
  readonly range: HourRange;
  /** Told now and then what share of the work is done, 0 to 1. */
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

  constructor(store: ReporterStore, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Makes a report, a few milliseconds at a time. Throws a {@link UserError} for a range over a month's end, and for one
   * whose counters were deleted, unless it is what is kept of them.
   */
  async report(request: ReportRequest): Promise<Report> {
    const { guildId, type, channel, range } = request;
    if (monthsOfRange(range).length > 1) {
      throw new UserError('A report covers days of one month, because members have other tokens in the next.');
    }
    const counted = await this.#tabulate(request);
    // Asked for after the counters, which may have been deleted meanwhile.
    const kept = await this.#keptRows(request);
    const facts = await rangeFacts(this.#store, this.#clock, guildId, range);
    return { type, channel, range, rows: kept ?? counted, ...facts };
  }

  async #tabulate({ guildId, type, channel, range, onProgress }: ReportRequest): Promise<readonly ReportRow[]> {
    const labels = channelLabels(await this.#store.channels(guildId));
    const tabulation = new Tabulation({
      type,
      range,
      channel: channel === null ? null : channel.number,
      channelLabel: (number) => labels.get(number) ?? `#${number}`,
    });
    const hours = range.to - range.from;
    for await (const piece of this.#store.pieces(guildId, range)) {
      tabulation.add(piece.blobs);
      onProgress?.((shareOfReading * (Math.min(piece.hours.to, range.to) - range.from)) / hours);
      await nextTurn();
    }
    for (let share = 0; share < 1; ) {
      share = tabulation.advance();
      onProgress?.(shareOfReading + (1 - shareOfReading) * share);
      await nextTurn();
    }
    return tabulation.rows();
  }

  /** What is left of a month whose counters were deleted; null while they were not. */
  async #keptRows({ guildId, type, channel, range }: ReportRequest): Promise<readonly ReportRow[] | null> {
    const [totals] = await forgottenMonths(this.#store, guildId, range);
    if (totals === undefined) return null;
    const { month, row } = totals;
    const { from, to } = hoursOfMonth(month);
    if (type === 'full' && channel === null && range.from === from && range.to === to) return [row];
    throw new UserError(
      `Expected \`full all\` of a whole month, because ${deletedCounters([month])} and no more is kept of it.`,
    );
  }
}

/** Reading the pieces takes about as long as adding them up. */
const shareOfReading = 0.5;
