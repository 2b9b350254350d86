import type { Hour } from '../core/time.ts';
import type { SharedSums } from './member-sums.ts';
import type { Spread } from './spread.ts';

/** The content of one row. */
export class Bucket {
  readonly messages = new BucketSum('msg');
  readonly voice = new BucketSum('voice');
  joins = 0;
  parts = 0;
  headcount = 0;
  headcountHour: Hour = -1;
}

/** The counters of one metric in a bucket, and their sum. */
export class BucketSum {
  readonly metric: MemberMetric;
  /**
   * Three numbers per place, because there may be hundreds of thousands: the index of the cursor, then start and end of
   * a group, or body and count of a run.
   */
  readonly places: number[] = [];
  /** The next index in `places`. */
  next = 0;
  result: Spread | SharedSums | null = null;

  constructor(metric: MemberMetric) {
    this.metric = metric;
  }
}

/** The metrics that are summed by member. */
export type MemberMetric = 'msg' | 'voice';
