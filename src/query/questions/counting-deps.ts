import type { Channel } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/** What a question about counters needs. */
export interface CountingDeps {
  readonly store: Pick<
    StoreReader,
    'readCounters' | 'readParts' | 'readDays' | 'monthRows' | 'guild' | 'gaps' | 'months' | 'prunedMonths'
  >;
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
