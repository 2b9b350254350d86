import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';

/** Whether a replayed event is older than `withinMs`. The previous process may have answered it. */
export function isStale(id: Snowflake, { nowMs, stateValidUntilMs }: DispatchTiming, withinMs: number): boolean {
  const isRepeated = stateValidUntilMs < nowMs;
  return isRepeated && timeOfSnowflake(id) < nowMs - withinMs;
}
