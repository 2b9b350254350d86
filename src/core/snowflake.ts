/** A Discord id: 64 bits as a decimal string. The upper 42 bits are the time of its creation. */
export type Snowflake = string;

const discordEpochMs = 1_420_070_400_000;

/** Whether a value is the decimal form of a 64-bit number. */
export function isSnowflake(value: unknown): value is Snowflake {
  if (typeof value !== 'string' || !decimal.test(value)) return false;
  // Strings of equal length compare like their numbers.
  return value.length < greatestId.length || value <= greatestId;
}

/** Leading zeros are refused: one channel would have two ids. */
const decimal = /^(0|[1-9]\d{0,19})$/;

/** When an id was created, in milliseconds since the Unix epoch (Discord API reference, "Snowflakes"). */
export function timeOfSnowflake(id: Snowflake): number {
  // Runs for every message; a BigInt takes three times as long. An id is upper · 10⁹ + lower. Because
  // 2¹³ · 10⁹ = 2²² · 5⁹, every 2¹³ in the upper digits are 5⁹ milliseconds.
  const upper = upperDigits(id);
  const whole = Math.floor(upper / 2 ** 13);
  const rest = (upper - whole * 2 ** 13) * 1e9 + lowerDigits(id);
  return whole * 5 ** 9 + Math.floor(rest / 2 ** 22) + discordEpochMs;
}

/** All digits of an id except the last nine. A JavaScript number can hold half an id exactly, but not a whole one. */
export function upperDigits(id: Snowflake): number {
  return digits(id, 0, id.length - 9);
}

/** The last nine digits of an id. */
export function lowerDigits(id: Snowflake): number {
  return digits(id, Math.max(id.length - 9, 0), id.length);
}

/** The smallest id that can be created at `timeMs`, which is in 2015 or later. */
export function firstSnowflakeAt(timeMs: number): Snowflake {
  return String(BigInt(timeMs - discordEpochMs) << 22n);
}

/** The greatest id that can be created before `timeMs`, which is after the start of 2015. */
export function lastSnowflakeBefore(timeMs: number): Snowflake {
  return String((BigInt(timeMs - discordEpochMs) << 22n) - 1n);
}

/** Compares ids for sorting in ascending order, which is the order of their creation. */
export function compareSnowflakes(left: Snowflake, right: Snowflake): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

function digits(id: Snowflake, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + id.charCodeAt(index) - zero;
  return value;
}

const zero = '0'.charCodeAt(0);

const greatestId = String(2n ** 64n - 1n);

/**
 * The lane of a guild among `lanes`: the gateway shard that receives its events (Discord API reference, "Sharding").
 */
export function laneOf(guildId: Snowflake, lanes: number): number {
  return lanes === 1 ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(lanes));
}
