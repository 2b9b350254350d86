import type { Snowflake } from '../../core/snowflake.ts';

/** Every id that Discord has given has at least so many digits. */
export const snowflakeDigits = 17;

/** An id for something that has none of Discord's: a number that is too small for one, and that nothing else has. */
export function syntheticId(taken: Iterable<Snowflake>): Snowflake {
  const small = Array.from(taken).filter((id) => id.length < snowflakeDigits);
  return String(Math.max(0, ...small.map(Number)) + 1);
}
