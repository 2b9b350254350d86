import type { CounterMetric } from '../../core/metric.ts';
import type { Hour } from '../../core/time.ts';
import type { CounterList } from '../blob/counter-list.ts';
import type { Sums } from '../day/day-summary.ts';
import { MemberMarks } from './member-marks.ts';

/**
 * Computes the sums of each hour of one channel. The hours may be in any order, but the messages and the voice of an
 * hour must follow each other.
 */
export class ChannelHoursTabulation {
  readonly #marks: MemberMarks;
  readonly #done = new Map<Hour, Sums>();
  #hour: Hour | null = null;
  #messages = 0;
  #voiceSeconds = 0;

  /** @param marks Memory to be reused. */
  constructor(marks = new MemberMarks()) {
    this.#marks = marks;
  }

  /** Adds all counters of an hour and metric. Ignores what belongs to no channel. */
  note(hour: Hour, metric: CounterMetric, list: CounterList): void {
    if (metric !== 'msg' && metric !== 'voice') return;
    if (hour !== this.#hour) this.#begin(hour);
    this.#marks.note(list, metric);
    for (let index = 0; index < list.length; index += 1) {
      const amount = list.amounts[index] as number;
      if (metric === 'msg') this.#messages += amount;
      else this.#voiceSeconds += Math.floor(amount / 1000);
    }
  }

  /** By hour. Hours without counters are left out. */
  finish(): ReadonlyMap<Hour, Sums> {
    this.#begin(null);
    return this.#done;
  }

  #begin(hour: Hour | null): void {
    if (this.#hour !== null) {
      const { active: people, wrote: writers, talked: talkers } = this.#marks.marked;
      const [messages, voiceSeconds] = [this.#messages, this.#voiceSeconds];
      this.#done.set(this.#hour, { people, writers, talkers, messages, voiceSeconds });
    }
    this.#hour = hour;
    this.#messages = 0;
    this.#voiceSeconds = 0;
    this.#marks.begin();
  }
}
