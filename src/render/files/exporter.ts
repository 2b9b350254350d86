import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip as gzipAtOnce } from 'node:zlib';
import { type ChannelView, seesAllChannels } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import type { ExportGrain } from '../../core/report.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, isoDay, type Month, monthsOfRange } from '../../core/time.ts';
import type { Result } from '../../query/query.ts';
import { reportTypeOf } from '../../query/questions/report.ts';
import { type RangeFacts, rangeFacts } from '../../query/range-facts.ts';
import { ReadableCounters } from '../../query/readable-counters.ts';
import type { ReportMeasure } from '../../query/report-measures.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { channelLabels } from '../channel-labels.ts';
import { Mistake } from '../mistake.ts';
import type { ChannelLabels } from '../row-label.ts';
import type { Words } from '../words.ts';
import { byteOrderMark } from './csv.ts';
import { exportHeader, exportLines } from './export-lines.ts';
import { exportFileName, reportFileName } from './file-name.ts';
import { gzip } from './gzip.ts';
import { GzipParts } from './gzip-parts.ts';
import { reportCsv, tableCsv } from './result-csv.ts';

/** The part of the store that an exporter needs. */
export type ExporterStore = Pick<
  StoreReader,
  'readCounters' | 'tokens' | 'channels' | 'guild' | 'gaps' | 'months' | 'prunedMonths'
>;

export interface ExportRequest {
  readonly guildId: Snowflake;
  readonly range: HourRange;
  /** The channels that may be named. The rows of all others are summed under one name. */
  readonly view: ChannelView;
  /** The maximum length of a file, in bytes. */
  readonly limitBytes: number;
  /** Receives the share of the work done, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

export interface LinesRequest extends Pick<ExportRequest, 'guildId' | 'range'> {
  /** Receives the number of rows made since the last call, without the header. */
  readonly onRows?: (rows: number) => void;
}

export interface Export extends RangeFacts {
  /** One to ten files, in the order of their days. */
  readonly files: readonly ExportFile[];
  readonly grain: ExportGrain;
}

export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: 'application/gzip' | 'text/csv';
}

const mostParts = 10;

const gzipType = 'application/gzip' as const;

/** Writes counters and reports into gzip CSV files. */
export class Exporter {
  readonly #store: ExporterStore;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #grain: ExportGrain;

  constructor(store: ExporterStore, clock: Pick<Clock, 'now'>, grain: ExportGrain = 'hour') {
    this.#store = store;
    this.#clock = clock;
    this.#grain = grain;
  }

  /**
   * The counters of a range. An export longer than the limit is cut between days.
   *
   * @throws {Mistake} if ten files are not enough, if one day is too long for a file (the message says what range
   * would fit), or if all counters of the range were deleted.
   */
  async userstats({ guildId, range, view, limitBytes, onProgress }: ExportRequest): Promise<Export> {
    const parts = new GzipParts(byteOrderMark + exportHeader, limitBytes);
    let day = Math.floor(range.from / 24);
    const endDay = async () => {
      const fits = await parts.endSection();
      if (!fits || parts.count > mostParts) throw tooLarge(range, day * 24, limitBytes);
    };
    const source = this.#readable();
    for await (const { hour, bytes } of exportLines(source, guildId, range, this.#grain, view)) {
      const dayOfHour = Math.floor(hour / 24);
      if (dayOfHour !== day) await endDay();
      day = dayOfHour;
      await parts.write(bytes);
      onProgress?.((hour - range.from) / (range.to - range.from));
    }
    await endDay();

    const facts = await this.facts({ guildId, range }, source.unreadable());
    const files = parts.files().map((bytes, index, all) => {
      return { name: exportFileName(range, { part: index + 1, of: all.length }), bytes, contentType: gzipType };
    });
    onProgress?.(1);
    return { files, grain: this.#grain, ...facts };
  }

  /** As {@link userstats}, but of all channels and as one stream of any length. {@link facts} returns what must be said about it. */
  stream(request: LinesRequest): Readable {
    return Readable.from(gzip(this.#lines(request)));
  }

  /** As {@link stream}, without gzip. */
  plainStream(request: LinesRequest): Readable {
    return Readable.from(this.#lines(request));
  }

  async *#lines({ guildId, range, onRows }: LinesRequest): AsyncGenerator<Uint8Array> {
    yield Buffer.from(byteOrderMark + exportHeader);
    for await (const { bytes, rows } of exportLines(this.#readable(), guildId, range, this.#grain, seesAllChannels)) {
      onRows?.(rows);
      yield bytes;
    }
  }

  /**
   * The facts that must accompany an export.
   *
   * @throws {Mistake} if all its counters were deleted.
   */
  async facts(
    { guildId, range }: Pick<ExportRequest, 'guildId' | 'range'>,
    unreadable: readonly HourRange[] = [],
  ): Promise<RangeFacts> {
    const facts = await rangeFacts(this.#store, this.#clock, guildId, range, unreadable);
    const { prunedMonths } = facts;
    if (prunedMonths.length > 0 && prunedMonths.length === monthsOfRange(range).length) {
      throw new Mistake('export.deleted', { months: (words) => words.monthSpan(prunedMonths) });
    }
    return facts;
  }

  /** The store for lines. Written lines cannot be taken back, so all counters are validated first. */
  #readable() {
    const counters = new ReadableCounters(this.#store);
    return {
      readCounters: (guildId: Snowflake, range: HourRange) => counters.readCounters(guildId, range),
      tokens: (guildId: Snowflake, month: Month) => this.#store.tokens(guildId, month),
      channels: (guildId: Snowflake) => this.#store.channels(guildId),
      unreadable: () => counters.unreadable,
    };
  }

  /** The rows of a report. */
  async reportFile(report: Result<ReportMeasure>): Promise<ExportFile> {
    const { by, channel, range } = report.query;
    return await this.#gzipFile(
      reportFileName(reportTypeOf(by), channel, range),
      reportCsv(report, await this.#labels(report)),
    );
  }

  /** The rows of any result, such as what a picture shows. `name` is without its extension. */
  async tableFile(result: Result, name: string): Promise<ExportFile> {
    return await this.#gzipFile(`${name}.csv.gz`, tableCsv(result, await this.#labels(result)));
  }

  /** A label must not tell that a channel exists which the asker may not see. */
  async #labels({ query: { guildId, by, view } }: Result): Promise<ChannelLabels> {
    return channelLabels(by === 'channel' ? (await this.#store.channels(guildId)).filter(view) : []);
  }

  async #gzipFile(name: string, csv: string): Promise<ExportFile> {
    const bytes = await promisify(gzipAtOnce)(byteOrderMark + csv, { level: 6 });
    return { name, bytes, contentType: gzipType };
  }
}

/** The error for an export that no longer fits at the day that begins with the hour `stop`. */
function tooLarge(range: HourRange, stop: number, limitBytes: number): Mistake {
  const values = {
    from: isoDay(range.from),
    to: isoDay(range.to),
    files: mostParts,
    size: (words: Words) => words.number(limitBytes / 2 ** 20, 1),
  };
  if (stop > range.from) return new Mistake('export.tooLarge', { ...values, fits: isoDay(stop) });
  return new Mistake('export.dayTooLarge', values);
}
