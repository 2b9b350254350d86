import type { GatewayPosition } from '../store/batch.ts';

/** A gateway session as Discord gave it. */
export type GatewaySession = Omit<GatewayPosition, 'sequence' | 'countedAbove'>;

/**
 * Up to where the dispatches of a gateway session are counted. Dispatches are handled in order, but one may be held
 * back (its event waits for the new month) while later ones are counted; the position then names both sides. A dispatch
 * is marked by its sequence number, as Discord counts them in a session.
 */
export class GatewayProgress {
  #current: Current | null;
  /** How many events of earlier sessions still wait, by number: none of their releases is one of this session. */
  readonly #heldBefore = new Map<number, number>();

  /** Goes on from the position that an earlier process has committed; from none with null. */
  constructor(committed: GatewayPosition | null) {
    this.#current = committed === null ? null : currentOf(committed);
  }

  /** The session that can be resumed, and what of it is counted at this moment; null if there is none. */
  get position(): GatewayPosition | null {
    return this.#current === null ? null : positionOf(this.#current);
  }

  /** There is a new session, with sequence numbers of its own. */
  begin(session: GatewaySession, sequence: number): void {
    this.end();
    this.#current = { session, handled: sequence, held: new Map(), missing: new Set() };
  }

  /** The session cannot be resumed any more. */
  end(): void {
    for (const [sequence, waiting] of this.#current?.held ?? []) add(this.#heldBefore, sequence, waiting);
    this.#current = null;
  }

  /** Whether a dispatch is counted already, and comes again in a replay. */
  isCounted(sequence: number): boolean {
    const current = this.#current;
    return current !== null && sequence <= current.handled && !current.missing.has(sequence);
  }

  /** A dispatch is dealt with, but for what {@link hold} keeps back. */
  handled(sequence: number): void {
    const current = this.#current;
    if (current === null) return;
    current.handled = Math.max(current.handled, sequence);
    current.missing.delete(sequence);
  }

  /** A replay is over: what has not come again by now was nothing that counts. */
  replayed(): void {
    this.#current?.missing.clear();
  }

  /** Something of a dispatch waits and is not counted yet. May be called several times for one dispatch. */
  hold(sequence: number): void {
    add(this.#current?.held ?? this.#heldBefore, sequence, 1);
  }

  /** One of the things that {@link hold} kept back is counted. */
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
  /** The last dispatch that was dealt with. */
  handled: number;
  /** Of those up to `handled`, and the one at work: how many of their events wait. */
  readonly held: Map<number, number>;
  /** Those below `handled` that waited when an earlier process ended, and must come again. */
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
