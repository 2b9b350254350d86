import type { DispatchQueueDeps } from './dispatch-queue.ts';
import type { GuardedConnectionDeps } from './guarded-connection.ts';

/** A lane's side of its gateway connection. */
export interface LaneConnection extends Pick<DispatchQueueDeps, 'progress' | 'onBacklog'> {
  /** The lane counts the guilds of this shard. */
  readonly shardId: number;
  /** The lane connects once this resolves. */
  readonly whenReady?: Promise<void> | undefined;
  /**
   * Handles one dispatch, received at `receivedMs`. Dispatches arrive one at a time, in the order in which Discord sent
   * them. A returned promise delays the next. Must not throw or reject.
   */
  readonly handle: DispatchQueueDeps['handle'];
  /** A new session has begun, so the old position is void. Must be made durable at once. */
  readonly onSession: () => void;
  /**
   * The connection was lost at `atMs`, or is still lost once the earlier dispatches are handled. It resumes by itself.
   */
  readonly onLost: (atMs: number) => void;
  /** READY or RESUMED has arrived for the first time. Other lanes may still be waiting. */
  readonly onConnected: () => void;
  readonly onFrameRefused: GuardedConnectionDeps['onFrameRefused'];
}
