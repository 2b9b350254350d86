/** What is known about a person's joins and leaves in the open month. */
export interface Membership {
  readonly isIn: boolean;
  /** Whether a join of the person was counted in the open month. An erasure does not change that. */
  readonly hasJoined: boolean;
  /** The instant of the latest join, in milliseconds since the Unix epoch; 0 if none is known, as after an erasure. */
  readonly joinedAtMs: number;
}

/** Packs a membership into a whole number of at most six bytes. */
export function packMembership({ isIn, hasJoined, joinedAtMs }: Membership): number {
  return joinedAtMs * 4 + (hasJoined ? 2 : 0) + (isIn ? 1 : 0);
}

export function unpackMembership(packed: number): Membership {
  return { isIn: packed % 2 === 1, hasJoined: packed % 4 >= 2, joinedAtMs: Math.floor(packed / 4) };
}

/** Removes the instant, as for a person who was erased. */
export function bareMembership(packed: number): number {
  return packed % 4;
}
