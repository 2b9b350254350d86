import { type ChannelNumber, none } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import { ByteReader } from './byte-reader.ts';
import {
  channelLimit,
  formatVersion,
  hasMember,
  hourLimit,
  memberLimit,
  metricOfNumber,
  packedFrom,
} from './column-layout.ts';
import type { CounterList } from './counter-list.ts';
import { skipPacked, unpackAscending, unpackIntegers } from './packed-integers.ts';

/**
 * Steps through a column blob run by run. The counters of a run are decoded only on request.
 *
 * @throws {CorruptColumns} from every method, when the blob cannot be read or has an unknown version.
 */
export class ColumnCursor {
  readonly #reader: ByteReader;
  #hour: Hour = 0;
  #metricNumber = -1;
  #metric: CounterMetric = 'msg';
  #channel: ChannelNumber = none;
  #count = 0;
  #body = 0;
  #groupStart = 0;
  #groupEnd = 0;
  /** The reader is after the current run, or before the first. */
  #isPassed = true;

  constructor(blob: Uint8Array) {
    this.#reader = new ByteReader(blob);
    const version = this.#reader.byte();
    if (version !== formatVersion) throw new CorruptColumns(`unknown version ${version}`);
  }

  /** The hour of the current run. */
  get hour(): Hour {
    return this.#hour;
  }

  get metric(): CounterMetric {
    return this.#metric;
  }

  /** {@link none} for metrics without a channel. */
  get channel(): ChannelNumber {
    return this.#channel;
  }

  /** The number of counters in the current run, 1 or more. */
  get count(): number {
    return this.#count;
  }

  /** The runs of the current (hour, metric), for {@link decodeGroupAt}. For metrics without a member, its amount. */
  get group(): Extent {
    return { start: this.#groupStart, end: this.#groupEnd };
  }

  /** The position of the counters of the current run, for {@link decodeAt}. */
  get body(): number {
    return this.#body;
  }

  /** Moves to the next run. Returns false at the end. */
  next(): boolean {
    const reader = this.#reader;
    if (!this.#isPassed) this.#passOver();
    if (reader.position >= this.#groupEnd) {
      if (reader.position === reader.end) return false;
      this.#enterGroup();
      if (!hasMember(this.#metric)) return true;
    }
    this.#enterRun();
    this.#isPassed = false;
    return true;
  }

  /** Moves forward to the run of a channel in the current (hour, metric). Returns false if there is none. */
  seekChannel(channel: ChannelNumber): boolean {
    while (this.#channel < channel) {
      if (!this.#isPassed) this.#passOver();
      if (this.#reader.position >= this.#groupEnd) return false;
      this.#enterRun();
      this.#isPassed = false;
    }
    return this.#channel === channel;
  }

  /** Skips the counters of the current run. Returns the position of their end. */
  skipRun(): number {
    if (!this.#isPassed) this.#passOver();
    return this.#reader.position;
  }

  /** Skips the rest of the current (hour, metric). */
  skipGroup(): void {
    this.#isPassed = true;
    this.#reader.seek(this.#groupEnd);
  }

  /** Appends the counters of the current run to a list. */
  decode(list: CounterList): void {
    this.decodeAt(this.#metric, this.#body, this.#count, list);
    if (this.#reader.position > this.#groupEnd) throw new CorruptColumns('a run reaches beyond its group');
    this.#isPassed = true;
  }

  /** Appends the counters of an earlier run to a list. Afterwards {@link next} must not be called. */
  decodeAt(metric: CounterMetric, body: number, count: number, list: CounterList): void {
    this.#reader.seek(body);
    if (hasMember(metric)) decodeRun(this.#reader, count, list);
    else list.push(none, this.#reader.varint());
  }

  /**
   * Appends all counters of a group to a list. Afterwards {@link next} must not be called, unless it is the current group,
   * skipped before with {@link skipGroup}.
   */
  decodeGroupAt({ start, end }: Extent, list: CounterList): void {
    const reader = this.#reader;
    reader.seek(start);
    this.#channel = none;
    while (reader.position < end) {
      this.#enterRun();
      decodeRun(reader, this.#count, list);
    }
    if (reader.position !== end) throw new CorruptColumns('a run reaches beyond its group');
  }

  #enterRun(): void {
    const head = this.#reader.varint();
    const lead = head % 4;
    const channel = this.#channel + (head < 2 ** 31 ? head >>> 2 : (head - lead) / 4);
    if (channel === this.#channel || channel >= channelLimit) throw new CorruptColumns('channels do not ascend');
    this.#channel = channel;
    this.#count = lead < 3 ? lead + 1 : this.#reader.varint() + 4;
    if (this.#count > memberLimit) throw new CorruptColumns('a run has more counters than there are members');
    this.#body = this.#reader.position;
  }

  #enterGroup(): void {
    const reader = this.#reader;
    const head = reader.varint();
    const metricNumber = head % 8;
    const hours = (head - metricNumber) / 8;
    const metric = metricOfNumber(metricNumber);
    if (metric === undefined) throw new CorruptColumns('unknown metric');
    if (hours === 0 && metricNumber <= this.#metricNumber) throw new CorruptColumns('metrics do not ascend');
    this.#hour += hours;
    if (this.#hour >= hourLimit) throw new CorruptColumns('an hour is out of range');
    this.#metricNumber = metricNumber;
    this.#metric = metric;
    this.#channel = none;
    if (!hasMember(metric)) {
      this.#count = 1;
      this.#body = reader.position;
      reader.skipVarint();
      this.#groupStart = this.#body;
      this.#groupEnd = reader.position;
      return;
    }
    const length = reader.varint();
    this.#groupStart = reader.position;
    this.#groupEnd = reader.position + length;
    if (length === 0 || this.#groupEnd > reader.end) throw new CorruptColumns('a group reaches beyond the end');
  }

  #passOver(): void {
    const reader = this.#reader;
    if (this.#count < packedFrom) {
      for (let index = 0; index < this.#count; index += 1) {
        if ((reader.skipVarint() & 3) === 3) reader.skipVarint();
      }
    } else {
      skipPacked(reader, this.#count);
      skipPacked(reader, this.#count);
    }
    if (reader.position > this.#groupEnd) throw new CorruptColumns('a run reaches beyond its group');
    this.#isPassed = true;
  }
}

/** From `start`, included, to `end`, excluded, in bytes from the beginning of a blob. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

const tooGreatMember = 'a member number is out of range';

function decodeRun(reader: ByteReader, count: number, list: CounterList): void {
  if (count < packedFrom) {
    decodeLoose(reader, count, list);
    return;
  }
  const start = list.extend(count);
  unpackAscending(reader, count, list.members, start);
  unpackIntegers(reader, count, 1, list.amounts, start);
}

function decodeLoose(reader: ByteReader, count: number, list: CounterList): void {
  const start = list.extend(count);
  const { members, amounts } = list;
  let member = -1;
  for (let index = start; index < start + count; index += 1) {
    const head = reader.varint();
    if (head >= memberLimit * 4) throw new CorruptColumns(tooGreatMember);
    const lead = head & 3;
    member += (head >>> 2) + 1;
    members[index] = member;
    amounts[index] = lead < 3 ? lead + 1 : reader.varint() + 4;
  }
  if (member >= memberLimit) throw new CorruptColumns(tooGreatMember);
}
