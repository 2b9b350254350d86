import type { Snowflake } from '../core/snowflake.ts';
import type { GatewayPosition } from '../store/store.ts';

/** Which dispatch of which shard: what the position of a batch is made of. */
export interface DispatchMark {
  readonly shardId: number;
  readonly sequence: number;
}

/** A gateway session as Discord gave it. */
export type GatewaySession = Omit<GatewayPosition, 'sequence' | 'countedAbove'>;

/**
 * Up to where each shard's dispatches are counted. Dispatches are handled in order, but one may be held back (its
 * event waits for the new month) while later ones are counted; the position then names both sides.
 */
export class DispatchPositions {
  readonly #shards = new Map<number, ShardPosition>();

  constructor(positions: readonly GatewayPosition[]) {
    for (const { sequence, countedAbove, ...session } of positions) {
      const handled = countedAbove.at(-1) ?? sequence;
      const missing = new Set<number>();
      for (let between = sequence + 1; between < handled; between++) missing.add(between);
      for (const counted of countedAbove) missing.delete(counted);
      this.#shards.set(session.shardId, { session, handled, held: new Map(), missing });
    }
  }

  /** The session of a shard that can be resumed, and from where; undefined if there is none. */
  of(shardId: number): GatewayPosition | undefined {
    const shard = this.#shards.get(shardId);
    return shard && positionOf(shard);
  }

  /** A shard has a new session: sequence numbers begin anew. */
  begin(session: GatewaySession, sequence: number): void {
    this.#shards.set(session.shardId, { session, handled: sequence, held: new Map(), missing: new Set() });
  }

  /** A shard's session cannot be resumed any more. */
  end(shardId: number): void {
    this.#shards.delete(shardId);
  }

  /** Whether this dispatch is counted already, and comes again in a replay. */
  isCounted({ shardId, sequence }: DispatchMark): boolean {
    const shard = this.#shards.get(shardId);
    return shard !== undefined && sequence <= shard.handled && !shard.missing.has(sequence);
  }

  /** The dispatch is dealt with, but for what {@link hold} keeps back. */
  handled({ shardId, sequence }: DispatchMark): void {
    const shard = this.#shards.get(shardId);
    if (shard === undefined) return;
    shard.handled = Math.max(shard.handled, sequence);
    shard.missing.delete(sequence);
  }

  /** A replay is over: what has not come again by now was nothing that counts. */
  replayed(shardId: number): void {
    this.#shards.get(shardId)?.missing.clear();
  }

  /** Something of the dispatch waits and is not counted yet. May be called several times for one dispatch. */
  hold({ shardId, sequence }: DispatchMark): void {
    const held = this.#shards.get(shardId)?.held;
    held?.set(sequence, (held.get(sequence) ?? 0) + 1);
  }

  /** One of the things that {@link hold} kept back is counted. */
  release({ shardId, sequence }: DispatchMark): void {
    const held = this.#shards.get(shardId)?.held;
    const left = (held?.get(sequence) ?? 0) - 1;
    if (left > 0) held?.set(sequence, left);
    else held?.delete(sequence);
  }

  /** What a batch of this moment covers. */
  snapshot(): GatewayPosition[] {
    return [...this.#shards.values()].map(positionOf);
  }
}

interface ShardPosition {
  readonly session: GatewaySession;
  /** The last dispatch that was dealt with. */
  handled: number;
  /** Of those up to `handled`, and the one at work: how many of their events wait. */
  readonly held: Map<number, number>;
  /** Those below `handled` that waited when an earlier process ended, and must come again. */
  readonly missing: Set<number>;
}

function positionOf({ session, handled, held, missing }: ShardPosition): GatewayPosition {
  let sequence = handled;
  for (const waiting of held.keys()) sequence = Math.min(sequence, waiting - 1);
  for (const waiting of missing) sequence = Math.min(sequence, waiting - 1);
  const countedAbove: number[] = [];
  for (let above = sequence + 1; above <= handled; above++) {
    if (!held.has(above) && !missing.has(above)) countedAbove.push(above);
  }
  return { ...session, sequence, countedAbove };
}

/** The shard that a guild's events come by (Discord API reference, "Sharding"). */
export function shardOf(guildId: Snowflake, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
