import type { Channel } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import type { ReportType } from '../../core/report.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import type { MonthActivities } from '../active/month-activities.ts';
import type { Circumstances } from '../circumstances.ts';
import type { ClosedMonths } from '../days/closed-months.ts';
import type { Tabulator } from '../reports/tabulator.ts';

/** What questions are answered from. */
export interface QuestionDeps {
  readonly store: QuestionStore;
  readonly clock: Pick<Clock, 'now'>;
  /** Keeps the memory of reports for the next one. */
  readonly tabulator: Tabulator;
  readonly activities: MonthActivities;
  readonly circumstances: Circumstances;
  /** Called for every report, with its duration in milliseconds. */
  readonly onReported?: ((type: ReportType, tookMs: number) => void) | undefined;
}

/** What answers are computed with: {@link QuestionDeps}, and what was read for earlier ones. */
export type AnswerDeps = QuestionDeps & Pick<CountingDeps, 'closedMonths'>;

/** The part of the store that questions need. */
export type QuestionStore = CountingDeps['store'] & Pick<StoreReader, 'channels' | 'events' | 'totals' | 'trial'>;

/** What a question about counters needs. */
export interface CountingDeps {
  readonly store: Pick<
    StoreReader,
    | 'readCounters'
    | 'readParts'
    | 'readDays'
    | 'monthRows'
    | 'closedHours'
    | 'guild'
    | 'gaps'
    | 'months'
    | 'prunedMonths'
    | 'finalSummaries'
  >;
  readonly closedMonths: ClosedMonths;
  readonly clock: Pick<Clock, 'now'>;
  readonly circumstances: CountingNow;
}

/** What is counted now. */
export interface CountingNow {
  /** Whether joins and leaves are counted. */
  readonly countsMembers: boolean;

  /** Why nothing is counted in a channel; null if it is counted, or if unknown. */
  whyUncounted(guildId: Snowflake, channel: Channel): Promise<'channelUnseen' | 'channelIgnored' | null>;
}
