import type { Clock } from '../../../core/clock.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { Shard } from './sharding.ts';

/** The sessions of the gateway, connected or waiting for a RESUME. */
export class GatewaySessions {
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #sessions = new Map<string, GatewaySession>();
  /** The shards of all sessions, ended ones included. */
  readonly #shards = new Map<string, Shard>();
  readonly #aloneSinceMs = new WeakMap<GatewaySession, number>();

  /** @param lifeMs How long a session without a connection can be resumed. */
  constructor(clock: Clock, lifeMs: number) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
  }

  /** All sessions, from the oldest to the newest. */
  get all(): readonly GatewaySession[] {
    return [...this.#sessions.values()];
  }

  /**
   * The sessions of a shard, from the oldest to the newest; without a shard count, those of that shard of any count.
   */
  of(shardId: number, shardCount?: number): readonly GatewaySession[] {
    return this.all.filter(
      (session) => session.shardId === shardId && (shardCount === undefined || session.shardCount === shardCount),
    );
  }

  /** Nothing is copied, because every dispatch iterates over all sessions. */
  [Symbol.iterator](): Iterator<GatewaySession> {
    return this.#sessions.values();
  }

  /** The session with this id, if it can still be resumed. */
  living(id: string): GatewaySession | undefined {
    const session = this.#sessions.get(id);
    const aloneSinceMs = session && this.#aloneSinceMs.get(session);
    const isOver = aloneSinceMs !== undefined && this.#clock.now() - aloneSinceMs > this.#lifeMs;
    if (session && isOver) this.forget(session);
    return isOver ? undefined : session;
  }

  /** The shard of a session that was ever begun. */
  shardOf(id: string): Shard | undefined {
    return this.#shards.get(id);
  }

  add(session: GatewaySession): void {
    this.#sessions.set(session.id, session);
    this.#shards.set(session.id, { shardId: session.shardId, shardCount: session.shardCount });
  }

  /** Keeps a session that has lost its connection until it is resumed. */
  leaveAlone(session: GatewaySession): void {
    session.detach();
    this.#aloneSinceMs.set(session, this.#clock.now());
  }

  noteResumed(session: GatewaySession): void {
    this.#aloneSinceMs.delete(session);
  }

  /** Ends a session: a RESUME will be refused. */
  forget(session: GatewaySession): void {
    session.detach();
    this.#sessions.delete(session.id);
  }
}
