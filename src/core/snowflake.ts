/** An id of Discord's: 64 bits as a decimal string. Its upper 42 bits are a time. */
export type Snowflake = string;

const discordEpochMs = 1_420_070_400_000;

/** Whether a value is an id: the decimal digits of a number of 64 bits. */
export function isSnowflake(value: unknown): value is Snowflake {
  if (typeof value !== 'string' || !decimal.test(value)) return false;
  // Texts of one length are in the order of their numbers.
  return value.length < greatestId.length || value <= greatestId;
}

/** A number without leading zeros: two texts for one id would be two channels. */
const decimal = /^(0|[1-9]\d{0,19})$/;

/** When the id was made, in milliseconds since the Unix epoch (Discord API reference, "Snowflakes"). */
export function timeOfSnowflake(id: Snowflake): number {
  // Every message is asked for its time, and a BigInt takes three times as long. An id is upper · 10⁹ + lower, and since
  // 2¹³ · 10⁹ = 2²² · 5⁹, every 2¹³ of the upper digits are 5⁹ milliseconds.
  const upper = upperDigits(id);
  const whole = Math.floor(upper / 2 ** 13);
  const rest = (upper - whole * 2 ** 13) * 1e9 + lowerDigits(id);
  return whole * 5 ** 9 + Math.floor(rest / 2 ** 22) + discordEpochMs;
}

/** All digits of an id but the last nine. A number of JavaScript holds half an id exactly, but not a whole one. */
export function upperDigits(id: Snowflake): number {
  return digits(id, 0, id.length - 9);
}

/** The last nine digits of an id. */
export function lowerDigits(id: Snowflake): number {
  return digits(id, Math.max(id.length - 9, 0), id.length);
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

function digits(id: Snowflake, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + id.charCodeAt(index) - zero;
  return value;
}

const zero = '0'.charCodeAt(0);

const greatestId = String(2n ** 64n - 1n);

/** The lane of a guild, of so many: the gateway shard that its events come by (Discord API reference, "Sharding"). */
export function laneOf(guildId: Snowflake, lanes: number): number {
  return lanes === 1 ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(lanes));
}
