import { type Snowflake, timeOfSnowflake } from '../../core/snowflake.ts';
import type { Moment } from './listener.ts';

/** Whether something that a resumed connection repeats is older than this: the process before may have answered it. */
export function isStale(id: Snowflake, { nowMs, knownUntilMs }: Moment, withinMs: number): boolean {
  const isRepeated = knownUntilMs < nowMs;
  return isRepeated && timeOfSnowflake(id) < nowMs - withinMs;
}
