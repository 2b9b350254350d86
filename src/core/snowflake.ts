/** An id of Discord's: 64 bits as a decimal string. Its upper 42 bits are a time. */
export type Snowflake = string;

const discordEpochMs = 1_420_070_400_000;

/** When the id was made, in milliseconds since the Unix epoch (Discord API reference, "Snowflakes"). */
export function timeOfSnowflake(id: Snowflake): number {
  return Number(BigInt(id) >> 22n) + discordEpochMs;
}

/** The smallest id that can be made at `timeMs`, an instant not before 2015. */
export function firstSnowflakeAt(timeMs: number): Snowflake {
  return String(BigInt(timeMs - discordEpochMs) << 22n);
}

/** The greatest id that can be made before `timeMs`, an instant after 2015. */
export function lastSnowflakeBefore(timeMs: number): Snowflake {
  return String((BigInt(timeMs - discordEpochMs) << 22n) - 1n);
}

/** Ascending order of ids, which is the order of their making. */
export function compareSnowflakes(left: Snowflake, right: Snowflake): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}
