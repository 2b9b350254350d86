import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { DispatchTiming } from '../dispatch-timing.ts';

/** Whether something that a resumed connection repeats is older than this: the process before may have answered it. */
export function isStale(id: Snowflake, { nowMs, stateValidUntilMs }: DispatchTiming, withinMs: number): boolean {
  const isRepeated = stateValidUntilMs < nowMs;
  return isRepeated && timeOfSnowflake(id) < nowMs - withinMs;
}
