import type { MemberNumber } from '../core/counter.ts';
import type { TrialSpan, TrialSpans } from '../core/membership/trial-span.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';

/** The part of the port that keeps members in trial, who do not count as active yet. */
export interface TrialStore {
  /** The sealed months of the lane that still have a list of the members in trial. */
  sealedTrials(): Promise<readonly SealedTrial[]>;

  /**
   * Stores the activity summary of a sealed month, as encoded by `SummarisedActivity`. Does nothing if there is one
   * already, or if the month was deleted meanwhile.
   */
  keepActivity(guildId: Snowflake, month: Month, summary: Uint8Array): Promise<void>;

  /**
   * Deletes the members in trial of all months of the lane that have a summary. The caller calls
   * {@link ErasureStore.forget} afterwards.
   */
  forgetTrials(): Promise<void>;
}

/** `summary` is null until it is stored. From then on `members` is empty. */
export interface MonthTrial {
  readonly members: TrialSpans;
  readonly summary: Uint8Array | null;
}

/** A member's current trial in the open month. */
export interface TrialChange extends TrialSpan {
  readonly guildId: Snowflake;
  readonly member: MemberNumber;
}

export interface SealedTrial {
  readonly guildId: Snowflake;
  readonly month: Month;
  readonly hasSummary: boolean;
}
