import type { Hour } from '../core/time.ts';
import type { MemberMetric } from './blob/column-layout.ts';
import type { Moments } from './moments.ts';

/** The content of one row. */
export class Bucket {
  readonly messages = new Places('msg');
  readonly voice = new Places('voice');
  /** What is summed one after the other: messages, voice and, if asked for, both together. */
  readonly sums: readonly BucketSum[];
  joins = 0;
  parts = 0;
  headcount = 0;
  headcountHour: Hour = -1;

  /** @param countsPeople Whether to sum messages and voice together too. */
  constructor(countsPeople: boolean) {
    const apart = [new BucketSum([this.messages]), new BucketSum([this.voice])];
    this.sums = countsPeople ? [...apart, new BucketSum([this.messages, this.voice])] : apart;
  }
}

/** Where the counters of one metric are. */
export class Places {
  readonly metric: MemberMetric;
  /**
   * Three numbers per place, because there may be hundreds of thousands: the index of the blob, then start and end of a
   * group, or body and count of a run. Only the first {@link length} are valid.
   */
  numbers = new Uint32Array(12);
  length = 0;

  constructor(metric: MemberMetric) {
    this.metric = metric;
  }

  push(blob: number, start: number, extent: number): void {
    if (this.length + 3 > this.numbers.length) {
      const roomier = new Uint32Array(this.numbers.length * 2);
      roomier.set(this.numbers);
      this.numbers = roomier;
    }
    this.numbers[this.length] = blob;
    this.numbers[this.length + 1] = start;
    this.numbers[this.length + 2] = extent;
    this.length += 3;
  }
}

/** The sum of the counters at some places. */
export class BucketSum {
  readonly of: readonly Places[];
  /** Which of {@link of} is being added, and the next index in its numbers. */
  current = 0;
  next = 0;
  result: Moments | null = null;

  constructor(of: readonly Places[]) {
    this.of = of;
  }
}
