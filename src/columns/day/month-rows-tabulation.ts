import type { ReportType } from '../../core/report.ts';
import { hoursOfMonth, type Month } from '../../core/time.ts';
import type { BucketMoments } from '../bucket-totals.ts';
import { MemberSums } from '../member-sums.ts';
import { Tabulation } from '../tabulation.ts';
import { emptyMonthRow, type MonthRow, type MonthRows } from './month-rows.ts';

/**
 * Computes the rows of all reports of a whole month, one report after the other. All blobs are kept until the end: 30 MB
 * for ten million counters.
 */
export class MonthRowsTabulation {
  readonly #month: Month;
  readonly #tabulations: Readonly<Record<ReportType, Tabulation>>;

  /** `sums` must be empty: see `Tabulation`. */
  constructor(month: Month, sums = new MemberSums()) {
    this.#month = month;
    const range = hoursOfMonth(month);
    const tabulationOf = (type: ReportType) =>
      new Tabulation({ type, channel: null, range, countsPeople: type === 'full' || type === 'channels' }, sums);
    this.#tabulations = {
      full: tabulationOf('full'),
      weekday: tabulationOf('weekday'),
      hourly: tabulationOf('hourly'),
      channels: tabulationOf('channels'),
    };
  }

  /**
   * Adds blobs. Together they must hold all counters of their hours, or of some channels in them.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blobs: readonly Uint8Array[]): void {
    for (const tabulation of Object.values(this.#tabulations)) tabulation.add(blobs);
  }

  /**
   * Works for a few milliseconds. Returns whether all is done.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  advance(): boolean {
    return Object.values(this.#tabulations).every((tabulation) => tabulation.advance() === 1);
  }

  /** The rows. Call it after {@link advance} has returned true. */
  rows(): MonthRows {
    const { full, weekday, hourly, channels } = this.#tabulations;
    const shown = channels.totals().filter(({ messages, voice }) => messages.users > 0 || voice.users > 0);
    return {
      month: this.#month,
      full: rowsOf(full, 1)[0] ?? emptyMonthRow,
      people: full.totals()[0]?.people ?? 0,
      weekdays: rowsOf(weekday, 7),
      hours: rowsOf(hourly, 24),
      channels: new Map(
        shown
          .sort((one, other) => one.key - other.key)
          .map(({ key, messages, voice, people }) => [key, { messages, voice, people: people ?? 0 }]),
      ),
    };
  }
}

/** A row for each key from 0. */
function rowsOf(tabulation: Tabulation, length: number): readonly MonthRow[] {
  const found = new Map(tabulation.totals().map((bucket) => [bucket.key, bucket]));
  return Array.from({ length }, (_, key) => rowOf(found.get(key)));
}

function rowOf(bucket: BucketMoments | undefined): MonthRow {
  if (bucket === undefined) return emptyMonthRow;
  const { messages, voice, joins, parts, headcount, headcountHour } = bucket;
  return { messages, voice, joins, parts, headcount, headcountHour };
}
