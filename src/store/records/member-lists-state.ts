/** Identifies a version of the lists of ignored and opted-out members, without naming their entries. */
export interface MemberListsState {
  /** The number of changes so far. */
  readonly generation: number;
  readonly entries: number;
  /** A check of the key that the lists are hashed with. */
  readonly keyCheck: Uint8Array;
  /** A keyed hash of the generation and all entries. */
  readonly check: Uint8Array;
}
