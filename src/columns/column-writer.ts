import type { ChannelNumber, CounterEvent } from '../core/counter.ts';
import type { Hour } from '../core/time.ts';
import { ByteWriter } from './byte-writer.ts';
import { formatVersion, hasMember, numberOfEvent, packedFrom } from './column-layout.ts';
import { checkRun } from './counter-check.ts';
import type { CounterList } from './counter-list.ts';
import { packIntegers } from './packed-integers.ts';

/** Writes a column blob run by run. The layout is drawn in column-layout.ts. */
export class ColumnWriter {
  readonly #blob = new ByteWriter();
  readonly #group = new ByteWriter();
  #hour = 0;
  #event = -1;
  #channel = 0;
  #numbers = new Float64Array(0);

  constructor() {
    this.#begin();
  }

  /**
   * Appends the counters of one (hour, event, channel): members ascending and different, amounts 1 or greater (that of
   * `total_users` may be 0). Runs come in ascending order and each once. Every counter that is encoded passes here.
   *
   * @throws {RangeError} for what is not such a run; the blob is then to be given up: {@link clear}.
   */
  run(hour: Hour, event: CounterEvent, channel: ChannelNumber, list: CounterList): void {
    checkRun(hour, event, channel, list);
    this.#enterGroup(hour, numberOfEvent(event));
    if (!hasMember(event)) {
      this.#blob.varint(list.amounts[0] as number);
      return;
    }
    if (channel <= this.#channel) throw new RangeError('the channels of a column blob do not ascend');
    const count = list.length;
    this.#group.varint((channel - this.#channel) * 4 + Math.min(count, 4) - 1);
    if (count >= 4) this.#group.varint(count - 4);
    this.#channel = channel;
    if (count < packedFrom) this.#loose(list);
    else this.#packed(list);
  }

  /** Appends all runs of an (hour, event) as they stand in another blob. */
  group(hour: Hour, event: CounterEvent, runs: Uint8Array): void {
    this.#enterGroup(hour, numberOfEvent(event));
    if (hasMember(event)) this.#group.append(runs);
    else this.#blob.append(runs);
  }

  /** The blob. Afterwards the writer begins another. */
  finish(): Uint8Array {
    this.#leaveGroup();
    const blob = this.#blob.written().slice();
    this.#begin();
    return blob;
  }

  /** Gives up what was written; the writer begins another blob. */
  clear(): void {
    this.#group.clear();
    this.#channel = 0;
    this.#begin();
  }

  #begin(): void {
    this.#blob.clear();
    this.#blob.byte(formatVersion);
    this.#hour = 0;
    this.#event = -1;
  }

  #enterGroup(hour: Hour, event: number): void {
    if (hour === this.#hour && event === this.#event) return;
    if (hour < this.#hour || (hour === this.#hour && event < this.#event)) {
      throw new RangeError('the hours and events of a column blob do not ascend');
    }
    this.#leaveGroup();
    this.#blob.varint((hour - this.#hour) * 8 + event);
    this.#hour = hour;
    this.#event = event;
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
