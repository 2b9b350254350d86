import type { CounterMetric } from '../../core/metric.ts';
import type { Hour, HourRange } from '../../core/time.ts';
import type { CounterList } from '../blob/counter-list.ts';
import { type MarkedMembers, MemberMarks } from './member-marks.ts';

/** What was counted in a span of hours. */
export interface SpanTotals extends MarkedMembers {
  readonly hours: HourRange;
  readonly messages: number;
  readonly voiceSeconds: number;
  readonly joins: number;
  readonly parts: number;
  /** The last headcount; null if there is none. */
  readonly headcount: number | null;
}

/**
 * Computes the totals of many spans in one pass over the counters, in ascending order of hours. Each span lies within
 * one month, where a member has one number.
 */
export class SpanTabulation {
  readonly #spans: readonly HourRange[];
  readonly #marks: MemberMarks;
  readonly #done: SpanTotals[] = [];
  #sums = noSums();

  /**
   * @param spans Ascending and disjoint.
   * @param marks Memory to be reused.
   */
  constructor(spans: readonly HourRange[], marks = new MemberMarks()) {
    this.#spans = spans;
    this.#marks = marks;
    this.#marks.begin();
  }

  /** Adds all counters of an hour and metric. Ignores hours outside all spans. */
  note(hour: Hour, metric: CounterMetric, list: CounterList): void {
    this.#closeUntil(hour);
    const span = this.#spans[this.#done.length];
    if (span === undefined || hour < span.from) return;
    const sums = this.#sums;
    switch (metric) {
      case 'msg':
        for (let index = 0; index < list.length; index += 1) sums.messages += list.amounts[index] as number;
        this.#marks.note(list, metric);
        break;
      case 'voice':
        for (let index = 0; index < list.length; index += 1) {
          sums.voiceSeconds += Math.floor((list.amounts[index] as number) / 1000);
        }
        this.#marks.note(list, metric);
        break;
      case 'join':
        sums.joins += list.amounts[0] as number;
        break;
      case 'part':
        sums.parts += list.amounts[0] as number;
        break;
      case 'total_users':
        sums.headcount = list.amounts[0] as number;
        break;
    }
  }

  /** The totals of every span, in order. */
  finish(): readonly SpanTotals[] {
    this.#closeUntil(Number.POSITIVE_INFINITY);
    return this.#done;
  }

  #closeUntil(hour: Hour): void {
    for (;;) {
      const span = this.#spans[this.#done.length];
      if (span === undefined || hour < span.to) return;
      this.#done.push({ hours: span, ...this.#sums, ...this.#marks.marked });
      this.#sums = noSums();
      this.#marks.begin();
    }
  }
}

function noSums(): Sums {
  return { messages: 0, voiceSeconds: 0, joins: 0, parts: 0, headcount: null };
}

interface Sums {
  messages: number;
  voiceSeconds: number;
  joins: number;
  parts: number;
  headcount: number | null;
}
