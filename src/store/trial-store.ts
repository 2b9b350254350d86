import type { MemberNumber } from '../core/counter.ts';
import type { TrialSpan, TrialSpans } from '../core/membership/trial-span.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';

/** The part of the port that is about members in trial, who do not count as active yet. */
export interface TrialStore {
  /** The sealed months of the lane's guilds of which it is still known who was in trial. */
  sealedTrials(): Promise<readonly SealedTrial[]>;

  /**
   * Keeps the summary of the active members of a sealed month, as `SummarisedActivity` encodes it. Repeated, or where the
   * month was deleted meanwhile, it does nothing.
   */
  keepActivity(guildId: Snowflake, month: Month, summary: Uint8Array): Promise<void>;

  /**
   * Deletes who was in trial in all months of the lane that have a summary. The caller calls {@link
   * ErasureStore.forget} afterwards.
   */
  forgetTrials(): Promise<void>;
}

/** `summary` is null until there is one; with it nobody's trial is known any more. */
export interface MonthTrial {
  readonly members: TrialSpans;
  readonly summary: Uint8Array | null;
}

/** A member's trial in the open month, as it is now. */
export interface TrialChange extends TrialSpan {
  readonly guildId: Snowflake;
  readonly member: MemberNumber;
}

export interface SealedTrial {
  readonly guildId: Snowflake;
  readonly month: Month;
  readonly hasSummary: boolean;
}
