import type { Channel } from '../core/channel.ts';
import type { MemberNumber } from '../core/counter.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { HourRange, Month } from '../core/time.ts';
import type { Total } from '../core/total.ts';
import type { Gap, Guild, Member, MemberListsState, MessagePosition, ThreadChange } from './records.ts';
import type { TrialChange } from './trial-store.ts';

/** Everything that changed in a lane since its previous batch. What a batch does not name stays unchanged. */
export interface Batch {
  /** One more than the lane's previous batch. */
  readonly number: number;
  /** Everything before this was seen or is noted as a gap. Milliseconds since the Unix epoch. */
  readonly observedUntilMs: number;
  /** The session that can be resumed. It replaces the stored one; null deletes the stored one. */
  readonly gatewayPosition: GatewayPosition | null;
  readonly guilds: readonly Guild[];
  /** A deleted channel is dated {@link observedUntilMs}, unless an earlier batch already deleted it. */
  readonly channels: readonly { readonly guildId: Snowflake; readonly channel: Channel }[];
  /** Threads that became known or were deleted. Only threads created in the open month are stored. */
  readonly threads: readonly ThreadChange[];
  /** Members seen for the first time in the open month. */
  readonly members: readonly { readonly guildId: Snowflake; readonly member: Member }[];
  readonly deltas: readonly Delta[];
  /** Totals to combine with the stored ones by the fold of their metric. None may lie in a closed month. */
  readonly totals: readonly Total[];
  /** Amounts to subtract from totals of fold `sum`. A total that reaches 0 or less is deleted. */
  readonly lowered: readonly Total[];
  /** Trials that changed. Each replaces the member's earlier one. */
  readonly trial: readonly TrialChange[];
  /** All voice sessions open in the lane; null if none changed. */
  readonly voiceSessions: readonly OpenVoiceSession[] | null;
  /** Positions that changed. An empty one is deleted. */
  readonly messagePositions: readonly MessagePosition[];
  /** Gaps opened or closed. A gap replaces the one with the same guild and start, unless that one ends later. */
  readonly gaps: readonly Gap[];
  readonly memberLists: MemberListsState | null;
}

/** Counters to add to a guild's month. `total_users` replaces the earlier value of its hour. */
export interface Delta {
  readonly guildId: Snowflake;
  readonly month: Month;
  /** From the first to the last hour that has counters, within the month. */
  readonly hours: HourRange;
  /** A column blob, as written by `encodeColumns` in `columns/columns.ts`. */
  readonly columns: Uint8Array;
}

/** A member connected to voice. Their time before `countedUntilMs` (Unix epoch) is already in the counters. */
export interface OpenVoiceSession {
  readonly guildId: Snowflake;
  readonly member: MemberNumber;
  readonly channelId: Snowflake;
  readonly countedUntilMs: number;
}

/** How far a shard's dispatches are counted, and the session that delivered them. */
export interface GatewayPosition {
  readonly shardId: number;
  readonly shardCount: number;
  readonly sessionId: string;
  readonly resumeUrl: string;
  /** The intents of the session, as bits; 0 if unknown. */
  readonly intents: number;
  /** Every dispatch up to this sequence number is counted. */
  readonly sequence: number;
  /** Sequence numbers above {@link sequence} that are counted too, ascending. */
  readonly countedAbove: readonly number[];
}

/** The parts of a batch that are written row by row. There is at most one gateway position. */
export type BatchPart = Exclude<keyof Batch, 'number' | 'observedUntilMs' | 'memberLists'>;

/** A row of a batch that the store refuses because of its content. */
export interface RefusedRow {
  readonly part: BatchPart;
  /** The guild of the row; null for a gateway position. */
  readonly guildId: Snowflake | null;
  /** The same object as in the batch. */
  readonly row: object;
  /** The reason. If the row depends on another refused row, the error of that one. */
  readonly error: unknown;
}

/** A batch without the rows that the store refuses. */
export interface ScreenedBatch {
  readonly batch: Batch;
  /** In the order in which they were tried; empty if the store accepts the whole batch. */
  readonly refused: readonly RefusedRow[];
}
