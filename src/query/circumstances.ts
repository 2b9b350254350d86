import type { Channel } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { Reason } from './value.ts';

/** What is known of a guild's counting, apart from its data. The bot knows all of it, the command line less. */
export interface Circumstances {
  /** Whether joins and leaves are counted: the Server Members intent is on. */
  readonly countsMembers: boolean;
  /** Whether links, files and polls are counted: the Message Content intent is on. */
  readonly readsContent: boolean;

  /** Why nothing is counted in a channel now; null if it is counted, or if unknown. */
  whyUncounted(guildId: Snowflake, channel: Channel): Promise<'channelUnseen' | 'channelIgnored' | null>;

  /** Why visitors of a month are not, or not all, counted in one metric; null if they are, or if unknown. */
  whyVisitorsUncounted(guildId: Snowflake, metric: 'device' | 'language', month: Month): Reason | null;

  /** Whether the visitors and apps of a month are no longer kept (KEEP_VISITORS_MONTHS). */
  areProfilesDeleted(month: Month): boolean;
}

/** When only the store is known: everything is counted. */
export const unknownCircumstances: Circumstances = {
  countsMembers: true,
  readsContent: true,
  whyUncounted: async () => null,
  whyVisitorsUncounted: () => null,
  areProfilesDeleted: () => false,
};
