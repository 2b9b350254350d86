import type { Clock } from '../../../core/clock.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { Shard } from './sharding.ts';

/** The sessions of the gateway, connected or waiting for a RESUME. */
export class GatewaySessions {
  readonly #clock: Clock;
  readonly #lifeMs: number;
  readonly #sessions = new Map<string, GatewaySession>();
  /** Of forgotten sessions, too. */
  readonly #shards = new Map<string, Shard>();
  readonly #aloneSinceMs = new WeakMap<GatewaySession, number>();

  /** A session without a connection can be resumed for `lifeMs`. */
  constructor(clock: Clock, lifeMs: number) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
  }

  /** From the eldest to the youngest. */
  get all(): readonly GatewaySession[] {
    return [...this.#sessions.values()];
  }

  /** Those of a shard, from the eldest to the youngest; of that many shards, or of however many. */
  of(shardId: number, shardCount?: number): readonly GatewaySession[] {
    return this.all.filter(
      (session) => session.shardId === shardId && (shardCount === undefined || session.shardCount === shardCount),
    );
  }

  /** Every dispatch goes through all of them, so nothing is copied. */
  [Symbol.iterator](): Iterator<GatewaySession> {
    return this.#sessions.values();
  }

  /** The session of that id, if it can still be resumed. */
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
