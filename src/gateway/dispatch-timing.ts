/** When a dispatch was received, which may be earlier than when it is handled. */
export interface DispatchTiming {
  /** Its sequence number in the session. */
  readonly sequence: number;
  /** When it was received, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /**
   * The state known before this dispatch is valid until then, in milliseconds since the Unix epoch. Earlier than
   * `nowMs` while a resumed connection replays.
   */
  readonly stateValidUntilMs: number;
}
