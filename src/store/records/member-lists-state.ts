/** What is known of the lists of ignored and opted-out members without knowing who is on them. */
export interface MemberListsState {
  /** How often they were changed; later lists have a greater number. */
  readonly generation: number;
  readonly entries: number;
  /** Which key they belong to. */
  readonly keyCheck: Uint8Array;
  /** Of the generation and all entries, under that key. */
  readonly check: Uint8Array;
}
