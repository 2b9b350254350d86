import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Channel } from '../core/channel.ts';
import type { Clock } from '../core/clock.ts';
import type { Coverage } from '../core/coverage.ts';
import type { ReportRow, ReportType } from '../core/report.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { Tabulation } from '../core/tabulation.ts';
import { type HourRange, monthsOfRange } from '../core/time.ts';
import { UserError } from '../core/user-error.ts';
import type { Store } from '../store/store.ts';
import { channelLabels } from './channel-labels.ts';
import { rangeFacts } from './range-facts.ts';

/** What a reporter needs of the store. */
export type ReporterStore = Pick<Store, 'pieces' | 'channels' | 'guild' | 'gaps' | 'months'>;

export interface ReportRequest {
  readonly guildId: Snowflake;
  readonly type: ReportType;
  /** Count messages and voice of this channel only; null for all. Total users, joins and parts are the guild's. */
  readonly channel: Channel | null;
  readonly range: HourRange;
  /** Told now and then what share of the work is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface Report {
  readonly type: ReportType;
  readonly channel: Channel | null;
  readonly range: HourRange;
  readonly rows: readonly ReportRow[];
  readonly coverage: Coverage;
  /** False while any day of the range lies in a month that is not rotated. */
  readonly isSealed: boolean;
  /** One person may have been counted as two. */
  readonly isSplit: boolean;
}

/** Makes reports from the counters in the store. */
export class Reporter {
  readonly #store: ReporterStore;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(store: ReporterStore, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Makes a report, a few milliseconds at a time. Throws a {@link UserError} for a range over a month's end. */
  async report({ guildId, type, channel, range, onProgress }: ReportRequest): Promise<Report> {
    if (monthsOfRange(range).length > 1) {
      throw new UserError('A report covers days of one month, because members have other tokens in the next.');
    }
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
    const { coverage, isSealed, isSplit } = await rangeFacts(this.#store, this.#clock, guildId, range);
    return { type, channel, range, rows: tabulation.rows(), coverage, isSealed, isSplit };
  }
}

/** Reading the pieces takes about as long as adding them up. */
const shareOfReading = 0.5;
