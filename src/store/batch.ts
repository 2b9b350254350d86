import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { HourRange, Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { Gap } from './records/gap.ts';
import type { Guild } from './records/guild.ts';
import type { MemberListsState } from './records/member-lists-state.ts';
import type { Member } from './records/members.ts';
import type { MessagePosition } from './records/message-position.ts';
import type { ThreadChange } from './records/thread.ts';
import type { TrialChange } from './trial-store.ts';

/** All that changed in a lane since the batch before. What is not named stays as it was. */
export interface Batch {
  /** One more than the lane's batch before. */
  readonly number: number;
  readonly observedUntilMs: number;
  /** The session that can be resumed; any other that was stored is void. */
  readonly gatewayPosition: GatewayPosition | null;
  readonly guilds: readonly Guild[];
  /** One that is deleted counts as gone since {@link observedUntilMs}, unless an earlier batch said so. */
  readonly channels: readonly { readonly guildId: Snowflake; readonly channel: Channel }[];
  /** Threads that became known, or are gone. One that was not begun in the open month is not kept. */
  readonly threads: readonly ThreadChange[];
  /** Members seen for the first time in the open month. */
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  readonly deltas: readonly Delta[];
  /** What was counted without a member, to become one with what there is by the fold of its metric. None of a closed month. */
  readonly totals: readonly Total[];
  /** What is to be taken off totals that are sums. One that comes to nothing, or would to less, is deleted. */
  readonly lowered: readonly Total[];
  /** Those that have changed; each replaces what was known of that member. */
  readonly trial: readonly TrialChange[];
  /** All voice sessions that are open now in the lane; null when none has changed. */
  readonly voiceSessions: readonly OpenVoiceSession[] | null;
  /** Those that have changed; one that says nothing any more is deleted. */
  readonly messagePositions: readonly MessagePosition[];
  /** Gaps opened or closed; one with the same guild and start replaces the earlier, unless that was closed later. */
  readonly gaps: readonly Gap[];
  readonly memberLists: MemberListsState | null;
}

/**
 * Counters to be added to those of a guild and month. A `total_users` among them replaces an earlier one of its hour.
 */
export interface Delta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** The hours that occur in it, all within the month. */
  readonly hours: HourRange;
  /** As `encodeColumns` of `columns/columns.ts` makes it. */
  readonly columns: Uint8Array;
}

/** A member who is connected to voice. Their time before `countedUntilMs` is already in the counters. */
export interface OpenVoiceSession {
  readonly guildId: Snowflake;
  readonly member: MemberNumber;
  readonly channelId: Snowflake;
  readonly countedUntilMs: number;
}

/** Up to where a shard's dispatches are in the counters, and the session in which they came. */
export interface GatewayPosition {
  readonly shardId: number;
  readonly shardCount: number;
  readonly sessionId: string;
  readonly resumeUrl: string;
  /** The intents that the session was begun with, as bits; 0 where that is not known. */
  readonly intents: number;
  /** Every dispatch up to this sequence number is counted. */
  readonly sequence: number;
  /** Those counted beyond it, ascending. */
  readonly countedAbove: readonly number[];
}
