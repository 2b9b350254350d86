import type { GatewayPosition } from '../store/batch.ts';

/** A gateway session as Discord describes it. */
export type GatewaySession = Omit<GatewayPosition, 'sequence' | 'countedAbove'>;

/**
 * Tracks which dispatches of a gateway session are counted, by their sequence numbers in that session. Dispatches are
 * handled in order, but one may be held (its event waits for the next month) while later ones are counted. The position
 * then has both: the last sequence number without a hole, and the numbers counted above it.
 */
export class GatewayProgress {
  #current: Current | null;
  /** Held events of earlier sessions, by sequence number. Their releases must not affect the current session. */
  readonly #heldBefore = new Map<number, number>();

  /** `committed` is the position that an earlier process left; null if there is none. */
  constructor(committed: GatewayPosition | null) {
    this.#current = committed === null ? null : currentOf(committed);
  }

  /** The session that can be resumed, and what is counted in it; null if there is none. */
  get position(): GatewayPosition | null {
    return this.#current === null ? null : positionOf(this.#current);
  }

  /** A new session has begun at this sequence number. */
  begin(session: GatewaySession, sequence: number): void {
    this.end();
    this.#current = { session, handled: sequence, held: new Map(), missing: new Set() };
  }

  /** The session can no longer be resumed. */
  end(): void {
    for (const [sequence, waiting] of this.#current?.held ?? []) add(this.#heldBefore, sequence, waiting);
    this.#current = null;
  }

  /** Whether a dispatch is already counted, so that a replay repeats it. */
  isCounted(sequence: number): boolean {
    const current = this.#current;
    return current !== null && sequence <= current.handled && !current.missing.has(sequence);
  }

  /** A dispatch is handled, except for the events that {@link hold} keeps. */
  handled(sequence: number): void {
    const current = this.#current;
    if (current === null) return;
    current.handled = Math.max(current.handled, sequence);
    current.missing.delete(sequence);
  }

  /** A replay is over: dispatches that it did not repeat held nothing to count. */
  replayed(): void {
    this.#current?.missing.clear();
  }

  /** An event of a dispatch waits and is not counted yet. May be called several times for one dispatch. */
  hold(sequence: number): void {
    add(this.#current?.held ?? this.#heldBefore, sequence, 1);
  }

  /** An event that {@link hold} kept is counted. */
  release(sequence: number): void {
    if (this.#heldBefore.has(sequence)) add(this.#heldBefore, sequence, -1);
    else if (this.#current !== null) add(this.#current.held, sequence, -1);
  }
}

function add(held: Map<number, number>, sequence: number, change: number): void {
  const waiting = (held.get(sequence) ?? 0) + change;
  if (waiting > 0) held.set(sequence, waiting);
  else held.delete(sequence);
}

interface Current {
  readonly session: GatewaySession;
  /** The last dispatch that was handled. */
  handled: number;
  /** The number of waiting events by dispatch, up to the one that is being handled. */
  readonly held: Map<number, number>;
  /** Dispatches below `handled` whose events waited when an earlier process ended. The replay must repeat them. */
  readonly missing: Set<number>;
}

function currentOf({ sequence, countedAbove, ...session }: GatewayPosition): Current {
  const handled = countedAbove.at(-1) ?? sequence;
  const missing = new Set<number>();
  for (let between = sequence + 1; between < handled; between++) missing.add(between);
  for (const counted of countedAbove) missing.delete(counted);
  return { session, handled, held: new Map(), missing };
}

function positionOf({ session, handled, held, missing }: Current): GatewayPosition {
  let sequence = handled;
  for (const waiting of held.keys()) sequence = Math.min(sequence, waiting - 1);
  for (const waiting of missing) sequence = Math.min(sequence, waiting - 1);
  const countedAbove: number[] = [];
  for (let above = sequence + 1; above <= handled; above++) {
    if (!held.has(above) && !missing.has(above)) countedAbove.push(above);
  }
  return { ...session, sequence, countedAbove };
}
