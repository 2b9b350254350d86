import type { ChannelNumber } from '../../core/counter.ts';
import { CorruptColumns } from '../../core/errors.ts';
import type { CounterMetric } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import { ByteWriter } from './byte-writer.ts';
import { formatVersion, hasMember, numberOfMetric, packedFrom } from './column-layout.ts';
import { checkRun } from './counter-check.ts';
import type { CounterList } from './counter-list.ts';
import { packIntegers } from './packed-integers.ts';

/** Writes a column blob run by run, in the format of column-layout.ts. */
export class ColumnWriter {
  readonly #blob = new ByteWriter();
  readonly #group = new ByteWriter();
  #hour = 0;
  #metric = -1;
  #channel = 0;
  #numbers = new Float64Array(0);

  constructor() {
    this.#begin();
  }

  /**
   * Appends the counters of one (hour, metric, channel). Members ascend without duplicates; amounts are 1 or more
   * (`total_users` 0 or more). Runs must ascend without duplicates. Every encoded counter is checked here.
   *
   * @throws {RangeError} for an invalid run. The blob is then incomplete: call {@link clear}.
   */
  run(hour: Hour, metric: CounterMetric, channel: ChannelNumber, list: CounterList): void {
    checkRun(hour, metric, channel, list);
    this.#enterGroup(hour, numberOfMetric(metric));
    if (!hasMember(metric)) {
      this.#blob.varint(list.amounts[0] as number);
      return;
    }
    this.#enterRun(channel, list.length);
    if (list.length < packedFrom) this.#loose(list);
    else this.#packed(list);
  }

  /** {@link run} for `count` counters as encoded in another blob. */
  encodedRun(hour: Hour, metric: CounterMetric, channel: ChannelNumber, count: number, counters: Uint8Array): void {
    this.#enterGroup(hour, numberOfMetric(metric));
    if (!hasMember(metric)) {
      this.#blob.append(counters);
      return;
    }
    this.#enterRun(channel, count);
    this.#group.append(counters);
  }

  /**
   * {@link run} for counters decoded from other blobs.
   *
   * @throws {CorruptColumns} for an invalid run: it could be decoded, but no writer would have written it.
   */
  decodedRun(hour: Hour, metric: CounterMetric, channel: ChannelNumber, list: CounterList): void {
    try {
      this.run(hour, metric, channel, list);
    } catch (error) {
      throw error instanceof RangeError ? new CorruptColumns('a counter is invalid') : error;
    }
  }

  /** {@link run} for `count` counters as encoded in another blob, which are not checked. */
  copiedRun(hour: Hour, metric: CounterMetric, channel: ChannelNumber, count: number, body: Uint8Array): void {
    this.#enterGroup(hour, numberOfMetric(metric));
    if (!hasMember(metric)) {
      this.#blob.append(body);
      return;
    }
    this.#enterRun(channel, count);
    this.#group.append(body);
  }

  /** Appends all runs of an (hour, metric) as encoded in another blob. */
  group(hour: Hour, metric: CounterMetric, runs: Uint8Array): void {
    this.#enterGroup(hour, numberOfMetric(metric));
    if (hasMember(metric)) this.#group.append(runs);
    else this.#blob.append(runs);
  }

  /** Returns the blob, and begins another. */
  finish(): Uint8Array {
    this.#leaveGroup();
    const blob = this.#blob.written().slice();
    this.#begin();
    return blob;
  }

  /** Drops what was written, and begins another blob. */
  clear(): void {
    this.#group.clear();
    this.#channel = 0;
    this.#begin();
  }

  #begin(): void {
    this.#blob.clear();
    this.#blob.byte(formatVersion);
    this.#hour = 0;
    this.#metric = -1;
  }

  #enterGroup(hour: Hour, metric: number): void {
    if (hour === this.#hour && metric === this.#metric) return;
    if (hour < this.#hour || (hour === this.#hour && metric < this.#metric)) {
      throw new RangeError('the hours and metrics of a column blob do not ascend');
    }
    this.#leaveGroup();
    this.#blob.varint((hour - this.#hour) * 8 + metric);
    this.#hour = hour;
    this.#metric = metric;
  }

  #enterRun(channel: ChannelNumber, count: number): void {
    if (channel <= this.#channel) throw new RangeError('the channels of a column blob do not ascend');
    this.#group.varint((channel - this.#channel) * 4 + Math.min(count, 4) - 1);
    if (count >= 4) this.#group.varint(count - 4);
    this.#channel = channel;
  }

  #leaveGroup(): void {
    if (this.#group.length === 0) return;
    this.#blob.varint(this.#group.length);
    this.#blob.append(this.#group.written());
    this.#group.clear();
    this.#channel = 0;
  }

  #loose({ members, amounts, length }: CounterList): void {
    let previous = -1;
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      const amount = amounts[index] as number;
      this.#group.varint((member - previous - 1) * 4 + Math.min(amount, 4) - 1);
      if (amount >= 4) this.#group.varint(amount - 4);
      previous = member;
    }
  }

  #packed({ members, amounts, length }: CounterList): void {
    if (this.#numbers.length < length) this.#numbers = new Float64Array(length * 2);
    const numbers = this.#numbers;
    let previous = -1;
    for (let index = 0; index < length; index += 1) {
      const member = members[index] as number;
      numbers[index] = member - previous - 1;
      previous = member;
    }
    packIntegers(this.#group, numbers, length);
    for (let index = 0; index < length; index += 1) numbers[index] = (amounts[index] as number) - 1;
    packIntegers(this.#group, numbers, length);
  }
}
