import type { LaneStore } from './lane-store.ts';
import type { MemberListsState } from './records/member-lists-state.ts';
import type { StoreReader } from './store-reader.ts';

/**
 * All lanes of an installation. A guild is in lane `(id >> 22) % count`, see `core/lane-of.ts`. With several workers
 * each will take and renew some of the lanes here; one worker has them all.
 */
export interface Lanes extends StoreReader {
  /**
   * The lane of that number, for its owner: the same object each time. What is asked of one that is not there rejects.
   */
  open(lane: number): LaneStore;

  /**
   * Divides the guilds into so many lanes. All must be in the same month, and none have one that is not sealed. A guild
   * that changes its lane in a month in which it has members is marked: one person may stand in it under two tokens.
   * All sessions are void; the guilds of a lane that saw less than another have a gap from then on. Of lanes that were
   * open every method rejects with {@link LaneLost} from then on. With the present number nothing is changed. The people
   * and the salt of a lane that is no more are left to the caller.
   */
  divide(count: number): Promise<void>;

  /** Takes over, in place of what it knew of them, how the lists of ignored and opted-out members are now. */
  acceptMemberLists(lists: MemberListsState | null): Promise<void>;

  close(): Promise<void>;
}
