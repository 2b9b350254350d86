import type { Channel } from '../core/channel.ts';
import type { TrialSpans } from '../core/membership/trial-span.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Month } from '../core/time.ts';
import type { KnownKey } from '../core/total.ts';
import type { GatewayPosition, OpenVoiceSession } from './batch.ts';
import type { Gap, Guild, Member, MemberListsState, MessagePosition, Thread } from './records.ts';

/** The state of a lane after its last commit, from which its owner continues. It has only the lane's own guilds. */
export interface Checkpoint {
  /** The number of the last committed batch; 0 before the first. */
  readonly batch: number;
  /** The month that is being counted; null before the first month was opened. */
  readonly openMonth: Month | null;
  /** The month that is closing, and the next one, which is not open yet; null outside a rotation. */
  readonly rotation: { readonly month: Month; readonly next: Month } | null;
  /** Closing months, ascending, whose salt is not yet known to be destroyed although a later month is open. */
  readonly unsealedMonths: readonly Month[];
  /**
   * Everything before this was seen or is noted as a gap. Milliseconds since the Unix epoch; null before the first
   * commit.
   */
  readonly observedUntilMs: number | null;
  /** The session that can be resumed; null if there is none. */
  readonly gatewayPosition: GatewayPosition | null;
  readonly guilds: readonly Guild[];
  /** By guild. */
  readonly channels: ReadonlyMap<Snowflake, readonly Channel[]>;
  /** Threads created in the open month. */
  readonly threads: readonly Thread[];
  /** The members of the open month, by guild. Their numbers and tokens are taken. */
  readonly members: ReadonlyMap<Snowflake, readonly Member[]>;
  readonly voiceSessions: readonly OpenVoiceSession[];
  /** Column blobs of the open month, by guild, from the start of the day before {@link observedUntilMs}. */
  readonly recentCounters: ReadonlyMap<Snowflake, readonly Uint8Array[]>;
  /** The keys in use in the open month, of metrics with a limit on keys. */
  readonly totalKeys: readonly KnownKey[];
  /** How far the messages of each channel are counted in the open month. */
  readonly messagePositions: readonly MessagePosition[];
  /** The members who are or were in trial in the open month, by guild. */
  readonly trial: ReadonlyMap<Snowflake, TrialSpans>;
  /** Gaps that are still open. */
  readonly openGaps: readonly Gap[];
  /** The state of the vault's lists of ignored and opted-out members, over all lanes; null before the first entry. */
  readonly memberLists: MemberListsState | null;
}
