import type { Channel } from '../core/channel.ts';
import type { TrialSpans } from '../core/membership/trial-span.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { KnownKey } from '../core/total.ts';
import type { GatewayPosition, OpenVoiceSession } from './batch.ts';
import type { Gap } from './records/gap.ts';
import type { Guild } from './records/guild.ts';
import type { MemberListsState } from './records/member-lists-state.ts';
import type { Member } from './records/members.ts';
import type { MessagePosition } from './records/message-position.ts';
import type { Thread } from './records/thread.ts';

/** What the last commit of a lane left: where its owner goes on. Of guilds, those of the lane and no others. */
export interface Checkpoint {
  /** The number of the last committed batch; 0 before the first. */
  readonly batch: number;
  /** The month that counters go to; null before the first one was opened. */
  readonly openMonth: Month | null;
  /** The month that is closing, while its successor is not open yet. */
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  /** Months that are closing while a later one is open: it is not noted yet that their salt is destroyed. Ascending. */
  readonly unsealedMonths: readonly Month[];
  /** Up to here, in milliseconds since the Unix epoch, all was seen or noted as a gap; null before the first commit. */
  readonly observedUntilMs: number | null;
  /** The session that can be resumed; null where there is none. */
  readonly gatewayPosition: GatewayPosition | null;
  readonly guilds: readonly Guild[];
  /** By guild. */
  readonly channels: ReadonlyMap<Snowflake, readonly Channel[]>;
  /** Threads that were begun in the open month. */
  readonly threads: readonly Thread[];
  /** The members of the open month by guild: what number and token are taken. */
  readonly members: ReadonlyMap<Snowflake, readonly Member[]>;
  readonly voiceSessions: readonly OpenVoiceSession[];
  /**
   * Column blobs of what was counted in the open month since the day before {@link observedUntilMs} began, by guild.
   */
  readonly recentCounters: ReadonlyMap<Snowflake, readonly Uint8Array[]>;
  /** The keys that the open month has, of the metrics that may have only so many. */
  readonly totalKeys: readonly KnownKey[];
  /** Up to where the messages of each channel are counted in the open month. */
  readonly messagePositions: readonly MessagePosition[];
  /** Who of the open month is, or was, in trial, by guild. */
  readonly trial: ReadonlyMap<Snowflake, TrialSpans>;
  /** Gaps that are still open. */
  readonly openGaps: readonly Gap[];
  /** How the vault's lists of ignored and opted-out members were, those of all lanes; null before the first entry. */
  readonly memberLists: MemberListsState | null;
}
