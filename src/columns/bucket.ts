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
   * group, or body and count of a run.
   */
  readonly numbers: number[] = [];

  constructor(metric: MemberMetric) {
    this.metric = metric;
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
