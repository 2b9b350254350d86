import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import type { CounterMetric } from '../core/metric.ts';
import { type Day, dayOfHour, type Hour } from '../core/time.ts';
import { leastActivity } from './activity/month-activity.ts';
import { hasMember } from './blob/column-layout.ts';
import { readColumns } from './columns.ts';

/** Collects the days on which a member was active: wrote a message, or spent a second in voice. */
export class MemberDays {
  readonly member: MemberNumber;
  readonly #days = new Set<Day>();
  /** Milliseconds by hour and channel, because a counter may be spread over several blobs. */
  readonly #voice = new Map<string, number>();

  constructor(member: MemberNumber) {
    this.member = member;
  }

  get days(): ReadonlySet<Day> {
    return this.#days;
  }

  /**
   * Adds the member's days in a blob.
   *
   * @throws {CorruptColumns} when a blob cannot be read.
   */
  add(blob: Uint8Array): void {
    readColumns(blob, (hour, metric, channel, member, amount) => {
      if (member === this.member && hasMember(metric)) this.#addAmount(hour, metric, channel, amount);
    });
  }

  #addAmount(hour: Hour, metric: CounterMetric, channel: ChannelNumber, amount: number): void {
    if (metric === 'voice') {
      const key = `${hour} ${channel}`;
      const milliseconds = (this.#voice.get(key) ?? 0) + amount;
      this.#voice.set(key, milliseconds);
      if (milliseconds < leastActivity.voice) return;
    }
    this.#days.add(dayOfHour(hour));
  }
}
