import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import { type Day, dayOfHour, type Hour } from '../../core/time.ts';
import { leastActivity } from '../activity/month-activity.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { MemberSet } from './member-set.ts';

/** What was counted in one row of channels in a month. */
export interface ChannelTotals {
  readonly messages: number;
  readonly voiceSeconds: number;
  /** Different members who wrote, or talked for a second. */
  readonly people: number;
  /** The last day with a message; null if there is none. */
  readonly lastMessageDay: Day | null;
}

/**
 * Computes the totals of each channel in a part of one month. Channels of the same row are counted together. The hours
 * may be in any order.
 */
export class ChannelTableTabulation<Row> {
  readonly #rowOf: (channel: ChannelNumber) => Row;
  readonly #rows = new Map<Row, RowSums>();
  #room = 0;

  constructor(rowOf: (channel: ChannelNumber) => Row) {
    this.#rowOf = rowOf;
  }

  /** Adds the counters of an hour, metric and channel. */
  note(hour: Hour, metric: CounterMetric, list: CounterList, channel: ChannelNumber): void {
    if (metric !== 'msg' && metric !== 'voice') return;
    const row = this.#rowOf(channel);
    let sums = this.#rows.get(row);
    if (sums === undefined) {
      sums = { messages: 0, voiceSeconds: 0, members: new MemberSet(this.#room), lastMessageDay: null };
      this.#rows.set(row, sums);
    }
    sums.members.add(list, leastActivity[metric]);
    this.#room = Math.max(this.#room, sums.members.room);
    for (let index = 0; index < list.length; index += 1) {
      const amount = list.amounts[index] as number;
      if (metric === 'msg') sums.messages += amount;
      else sums.voiceSeconds += Math.floor(amount / 1000);
    }
    if (metric === 'msg') sums.lastMessageDay = Math.max(sums.lastMessageDay ?? 0, dayOfHour(hour));
  }

  finish(): ReadonlyMap<Row, ChannelTotals> {
    return new Map(
      Array.from(this.#rows, ([row, { members, ...sums }]) => [row, { ...sums, people: members.size }] as const),
    );
  }
}

interface RowSums {
  messages: number;
  voiceSeconds: number;
  readonly members: MemberSet;
  lastMessageDay: Day | null;
}
