/** When a dispatch came: not when it is dealt with, which may be later. */
export interface DispatchTiming {
  /** Its number in the session. */
  readonly sequence: number;
  /** When the socket handed it over, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** What was known before this dispatch held until here; before `nowMs` while a lost connection is caught up with. */
  readonly stateValidUntilMs: number;
}
