import type { DispatchQueueDeps } from './dispatch-queue.ts';
import type { GuardedConnectionDeps } from './guarded-connection.ts';

/** What a lane brings to its connection. */
export interface LaneConnection extends Pick<DispatchQueueDeps, 'progress' | 'onBacklog'> {
  /** The lane has the guilds of this shard. */
  readonly shardId: number;
  /** What the lane still has to do before its connection is begun; it connects once that is done. */
  readonly whenReady?: Promise<void> | undefined;
  /**
   * Deals with one dispatch, which was received at `receivedMs`. Dispatches come one after the other, in the order in
   * which Discord sent them; a promise holds the next one back. Must not fail.
   */
  readonly handle: DispatchQueueDeps['handle'];
  /** There is a new session, so the position of the old one is void. To be made durable at once. */
  readonly onSession: () => void;
  /** The connection was cut off at `atMs`, or still is when what came before is dealt with. It is resumed by itself. */
  readonly onLost: (atMs: number) => void;
  /** READY or RESUMED has come for the first time. The other lanes may still wait for theirs. */
  readonly onConnected: () => void;
  readonly onFrameRefused: GuardedConnectionDeps['onFrameRefused'];
}
