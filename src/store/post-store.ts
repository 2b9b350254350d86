import type { Snowflake } from '../core/snowflake.ts';
import type { Hour, HourRange } from '../core/time.ts';

/** What Census posts by itself: the ends of months, digests, and notices. */
export const postKinds = ['month', 'digest', 'notice', 'hour_notice', 'silence', 'milestone', 'mau_limit'] as const;
export type PostKind = (typeof postKinds)[number];

/** Why a post was not made. */
export const missedReasons = [
  /** Census was not running when it was due, and a later one is posted instead. */
  'wasOff',
  /** Discord or the disk failed until a later one was due. */
  'failed',
  'channelGone',
  'lackingPermission',
  /** Discord refused it. */
  'refused',
  /** Part of it may have been sent, which Census cannot see. */
  'unsure',
] as const;
export type MissedReason = (typeof missedReasons)[number];

/** Periods, one after the other, about which nothing was posted. */
export interface MissedPost extends HourRange {
  readonly why: MissedReason;
}

/** How far the posts of one kind are in a guild. */
export interface PostState {
  /** The periods that ended at this hour or earlier are posted, or are not to be posted; 0 if there are none. */
  readonly until: Hour;
  /** False from the first attempt to post about the last of these periods until the outcome is known. */
  readonly isCertain: boolean;
  /** When that was first tried or decided, in milliseconds since the Unix epoch. */
  readonly triedAtMs: number;
  /** The last periods without a post, ascending, at most {@link mostMissed}. */
  readonly missed: readonly MissedPost[];
}

export interface Post extends PostState {
  readonly guildId: Snowflake;
  readonly kind: PostKind;
}

/** A row keeps no more of them. */
export const mostMissed = 4;

/** Nothing was posted yet. */
export const unposted: PostState = { until: 0, isCertain: true, triedAtMs: 0, missed: [] };

/** The part of the port that keeps what was posted, so that everything is posted once. */
export interface PostStore {
  /** The posts of one kind in the lane's guilds. A guild without any is left out. */
  postsOfKind(kind: PostKind): Promise<ReadonlyMap<Snowflake, PostState>>;

  /**
   * Writes posts, all or nothing. Each replaces the one of its guild and kind. A guild that is not stored is left out.
   * Resolves to the number of posts written, once they would survive a power loss.
   */
  putPosts(posts: readonly Post[]): Promise<number>;
}
