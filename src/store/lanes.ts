import type { LaneStore } from './lane-store.ts';
import type { MemberListsState } from './records.ts';
import type { StoreReader } from './store-reader.ts';

/**
 * All lanes of an installation. A guild is in lane `(id >> 22) % count`: see `laneOf` in `core/snowflake.ts`.
 */
export interface Lanes extends StoreReader {
  /** Returns a lane to its owner: the same object each time. All methods of a lane that does not exist reject. */
  open(lane: number): LaneStore;

  /**
   * Divides the guilds into `count` lanes. All lanes must be in the same month, and none may have a closing month.
   *
   * A guild that changes its lane while its open month has members is marked as split: one person may have two tokens
   * in it. Stored gateway sessions are deleted. If a lane was observed for less long than another, its guilds have a
   * gap from then on. From now on, every method of a lane opened before rejects with {@link LaneLost}. The people and
   * salts of removed lanes are left to the caller. If `count` is the current number, nothing changes.
   */
  divide(count: number): Promise<void>;

  /** Replaces the stored state of the lists of ignored and opted-out members, whatever its generation. */
  acceptMemberLists(lists: MemberListsState | null): Promise<void>;

  close(): Promise<void>;
}
