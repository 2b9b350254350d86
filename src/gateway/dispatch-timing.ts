import { type Snowflake, timeOfSnowflake } from '../core/snowflake.ts';

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

/** Whether a replayed event is older than `withinMs`. The previous process may have answered it. */
export function isStale(id: Snowflake, { nowMs, stateValidUntilMs }: DispatchTiming, withinMs: number): boolean {
  const isRepeated = stateValidUntilMs < nowMs;
  return isRepeated && timeOfSnowflake(id) < nowMs - withinMs;
}
